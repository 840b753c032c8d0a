--TEST--
The same when a worker dies by itself: exit in a request, a reload
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $master = getmypid();
    register_shutdown_function(fn () => note('shutdown function ' . (getmypid() === $master ? 'master' : 'worker')));
    $server->on('workerStart', fn () => note('ready'));
    $server->on('request', function ($request, $response) {
        exit(3);
    });
    return fn () => note('after start');
});
$running->line('ready');
echo $running->get('/')->status, "\n";
$running->signal(10);
$running->line('ready');
$running->stop();
echo $running->line(), "\n", $running->line(), "\n";
try {
    echo $running->line(), " is too much\n";
} catch (Exception) {
}
?>
--EXPECT--
500
after start
shutdown function master
