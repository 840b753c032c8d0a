--TEST--
start, managerStart, beforeShutdown, managerStop and shutdown run in the master, in this order
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    foreach (['start', 'managerStart', 'beforeShutdown', 'managerStop', 'shutdown'] as $event) {
        $server->on($event, function ($given) use ($server, $event) {
            note("$event " . json_encode([$given === $server, getmypid() === $server->master_pid, Peregrine\Coroutine::getCid()]));
        });
    }
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
$running->get('/');
$running->signal(15);
for ($i = 0; $i < 5; $i++) {
    echo $running->line(), "\n";
}
echo $running->stop();
?>
--EXPECT--
start [true,true,-1]
managerStart [true,true,-1]
beforeShutdown [true,true,-1]
managerStop [true,true,-1]
shutdown [true,true,-1]
