--TEST--
isWritable(): until it is ended or the client is gone
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/wait') {
            note('in');
            while ($response->isWritable()) {
                Peregrine\Coroutine::sleep(0.005);
            }
            return note('gone');
        }
        $states = [$response->isWritable()];
        $response->write('x');
        $states[] = $response->isWritable();
        $response->end();
        $states[] = $response->isWritable();
        note(json_encode($states));
    });
});
$running->get('/');
echo $running->line(), "\n";
$client = $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('in');
$client->close();
echo $running->line(), "\n", $running->stop();
?>
--EXPECT--
[true,true,false]
gone
