--TEST--
A reload replaces workers that hang in workerStart
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2, 'max_wait_time' => 0.5]);
    $broken = new Peregrine\Atomic(1);
    $server->on('start', fn () => note('up'));
    $server->on('workerStart', function ($server, $id) use ($broken) {
        note("worker $id begins");
        $broken->get() and usleep(300_000_000); // hangs without its event loop, as an unreachable database may
    });
    // The mended code has been deployed.
    $server->on('beforeReload', fn () => $broken->set(0));
    $server->on('afterReload', fn () => note('reloaded'));
    $server->on('request', fn ($request, $response) => $response->end('served'));
});
$running->lines(2, 'worker');
$running->signal(10);
$running->line('reloaded');
echo $running->get('/'), "\n";
// The former ones are killed when they do not end in time.
$running->stop();
?>
--EXPECT--
200 served
