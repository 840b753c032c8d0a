--TEST--
A user process that ends is forked again: after a return, an exit, an exception, a kill; with pauses when it dies young
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $how = 'return') {
    $server->addProcess(new Peregrine\Process(function () use ($how) {
        note('run ' . getmypid());
        switch ($how) {
            case 'exit':
                exit(4);
            case 'throw':
                throw new Exception('from the process');
            case 'kill':
                kill(getmypid(), 9);
                Peregrine\Coroutine::sleep(100);
        }
    }));
    $server->on('workerError', fn ($server, $id, $pid, $code, $signal) => note("error $id $code $signal"));
    $server->on('request', fn ($request, $response) => $response->end('served'));
});
foreach (['return', 'exit', 'throw', 'kill'] as $how) {
    $running = $running->another($how);
    $pids = $running->lines(3, 'run');
    echo "$how ", count(array_unique($pids)), ' ', $running->get('/'), "\n";
    echo $how === 'return' ? '' : $running->line('error') . "\n";
    $log = $running->stop();
    echo $how === 'throw' && !str_contains($log, 'from the process') ? "not reported\n" : '';
}
?>
--EXPECT--
return 3 200 served
exit 3 200 served
error 1 4 0
throw 3 200 served
error 1 255 0
kill 3 200 served
error 1 0 9
