--TEST--
What a callback of the master, or of a worker's end, throws is reported and ends nothing
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    foreach (['start', 'managerStart', 'beforeShutdown', 'managerStop', 'shutdown', 'workerStop', 'workerExit'] as $event) {
        $server->on($event, fn () => throw new Exception("thrown in $event"));
    }
    $server->on('request', fn ($request, $response) => $response->end('served'));
});
echo $running->get('/'), "\n";
$log = $running->stop();
foreach (['start', 'managerStart', 'beforeShutdown', 'managerStop', 'shutdown', 'workerStop', 'workerExit'] as $event) {
    echo str_contains($log, "thrown in $event") ? '' : "no report of $event\n";
}
?>
--EXPECT--
200 served
