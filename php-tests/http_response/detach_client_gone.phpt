--TEST--
A detached response whose client is gone is not found any more
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Response;
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $fd = $response->fd;
        $response->detach();
        note("$fd");
        Peregrine\go(function () use ($fd) {
            while (Response::create($fd)) {
                Peregrine\Coroutine::sleep(0.005);
            }
            note('gone');
        });
    });
});
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line();
$client->close();
echo $running->line(), "\n", $running->stop();
?>
--EXPECT--
gone
