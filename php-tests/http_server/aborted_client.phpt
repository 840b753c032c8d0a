--TEST--
A client that leaves harms nobody: the handler runs on, writes give false, the worker stays
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] !== '/wait') {
            return $response->end((string) getmypid());
        }
        note('in');
        while ($response->isWritable()) {
            Peregrine\Coroutine::sleep(0.01);
        }
        note(json_encode([$response->write('x'), $response->end('y')]));
    });
});
$pid = $running->get('/')->body;
$client = $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('in');
$client->close();
echo $running->line(), "\n";
var_dump($running->get('/')->body === $pid);
$running->stop();
?>
--EXPECT--
[false,false]
bool(true)
