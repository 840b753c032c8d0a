--TEST--
sendfile() after write() is refused; pipelined requests after a file are answered in order
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/file') {
            return $response->sendfile(PHP_BINARY);
        }
        if ($request->server['path_info'] === '/after') {
            $response->write('written');
            $sent = @$response->sendfile(__FILE__);
            return $response->end(json_encode($sent));
        }
        $response->end('next');
    });
});
$client = $running->connect();
echo $client->get('/after'), "\n";
$client->send(str_repeat("GET /file HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n", 2));
for ($i = 0; $i < 2; $i++) {
    var_dump(md5($client->answer()->body) === md5_file(PHP_BINARY), $client->answer()->body);
}
echo $running->stop();
?>
--EXPECT--
200 writtenfalse
bool(true)
string(4) "next"
bool(true)
string(4) "next"
