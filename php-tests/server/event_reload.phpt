--TEST--
beforeReload and afterReload run in the master around a reload
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    foreach (['beforeReload', 'afterReload'] as $event) {
        $server->on($event, fn ($given) => note("$event " . json_encode([$given === $server, getmypid() === $server->master_pid])));
    }
    $server->on('workerStart', fn () => note('worker'));
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
echo $running->line('worker'), "\n";
$running->signal(10);
echo $running->line(), "\n", $running->line(), "\n", $running->line(), "\n", $running->stop();
?>
--EXPECT--
worker
beforeReload [true,true]
worker
afterReload [true,true]
