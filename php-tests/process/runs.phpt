--TEST--
addProcess(): numbers from 0, runs in a coroutine with its pid and id, beside the workers
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $numbers = [];
    foreach (['a', 'b'] as $name) {
        $numbers[] = $server->addProcess($process = new Peregrine\Process(function ($given) use (&$process, $name, $server) {
            note("$name " . json_encode([$given instanceof Peregrine\Process, $given->pid === getmypid(), $given->id, Peregrine\Coroutine::getCid() > 0, $server->getWorkerId()]));
            Peregrine\go(function () use ($name) {
                Peregrine\Coroutine::sleep(0.01);
                note("$name goes");
            });
            Peregrine\Coroutine::sleep(100);
        }));
    }
    note(json_encode($numbers));
    $server->on('request', 'strlen');
});
echo implode("\n", $running->lines(5)), "\n";
echo $running->stop();
?>
--EXPECT--
[0,1]
a [true,true,0,true,1]
a goes
b [true,true,1,true,2]
b goes
