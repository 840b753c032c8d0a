--TEST--
The constants have Swoole's numbers, and mode PROCESS is served by the same engine
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end("mode $server->mode"));
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\PROCESS));
echo $running->get('/'), "\n", $running->stop();
foreach (['BASE', 'PROCESS', 'SOCK_TCP', 'SOCK_TCP6', 'LOG_DEBUG', 'LOG_TRACE', 'LOG_INFO', 'LOG_NOTICE', 'LOG_WARNING', 'LOG_ERROR', 'LOG_NONE'] as $name) {
    echo $name, '=', constant("Peregrine\\$name"), ' ';
}
?>
--EXPECT--
200 mode 2
BASE=1 PROCESS=2 SOCK_TCP=1 SOCK_TCP6=3 LOG_DEBUG=0 LOG_TRACE=1 LOG_INFO=2 LOG_NOTICE=3 LOG_WARNING=4 LOG_ERROR=5 LOG_NONE=6
