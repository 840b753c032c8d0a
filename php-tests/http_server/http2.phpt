--TEST--
open_http2_protocol: HTTP/2 by prior knowledge beside HTTP/1.1; an Upgrade is answered as HTTP/1.1
--SKIPIF--
<?php str_contains((string) shell_exec('curl -V'), 'HTTP2') or die('skip curl without HTTP/2'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['open_http2_protocol' => true]);
    $server->on('request', function ($request, $response) use ($server) {
        switch ($request->server['path_info']) {
            case '/post':
                return $response->end(strlen($request->rawContent()) . ' ' . md5($request->rawContent()));
            case '/pieces':
                $response->header('X-Many', ['a', 'b']);
                $response->trailer('X-Sum', '42');
                for ($i = 0; $i < 3; $i++) {
                    $response->write("piece $i\n");
                    Peregrine\Coroutine::sleep(0.001);
                }
                return $response->end();
            case '/file':
                return $response->sendfile(__FILE__);
        }
        $response->status(201);
        $response->end("{$request->server['server_protocol']} $request->streamId {$request->header['host']}");
    });
});
$curl = fn (string $target, string $arguments = '') => trim(shell_exec("curl -sS -m 20 -H 'Host: a' --http2-prior-knowledge $arguments http://127.0.0.1:$running->port$target 2>&1"));
$hide = fn (string $text) => str_replace("\r", '', preg_replace('/^date: .*\n/m', '', $text));

echo $hide($curl('/', '-i')), "\n";
echo $hide($curl('/', '-I')), "\n";
echo $hide($curl('/pieces', '-i')), "\n";
$body = str_repeat('body', 300_000);
file_put_contents($file = tempnam(sys_get_temp_dir(), 'peregrine-body-'), $body);
echo $curl('/post', "--data-binary @$file") === '1200000 ' . md5($body) ? "body read\n" : "body wrong\n";
unlink($file);
echo $curl('/file') === trim(file_get_contents(__FILE__)) ? "file sent\n" : "file wrong\n";
echo $running->get('/', "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"), "\n";
$old = $running->get('/pieces');
echo "$old->status {$old->field('transfer-encoding')} ", json_encode($old->body), "\n";
echo $running->stop();
?>
--EXPECT--
HTTP/2 201 
content-type: text/html
content-length: 10

HTTP/2 1 a
HTTP/2 201 
content-type: text/html
content-length: 10
HTTP/2 200 
x-many: a
x-many: b
content-type: text/html

piece 0
piece 1
piece 2
x-sum: 42
body read
file sent
201 HTTP/1.1 0 a
200 chunked "piece 0\npiece 1\npiece 2\n"
