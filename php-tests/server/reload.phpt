--TEST--
SIGUSR1 and reload() replace the workers one by one: new pids, no request lost
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('beforeReload', fn () => note('before'));
    $server->on('afterReload', fn () => note('after'));
    $server->on('request', function ($request, $response) use ($server) {
        if ($request->server['path_info'] === '/reload') {
            $server->reload();
        }
        $response->end(json_encode([$server->getWorkerPid(0), $server->getWorkerPid(1)]));
    });
});
$pids = fn () => $running->get('/')->json();
$first = $pids();
$asked = $answered = 0;
$load = function (callable $until) use ($running, &$asked, &$answered) {
    $kept = $running->connect();
    do {
        // Half on new connections, half on one that is kept as long as the server wants.
        $asked += 2;
        $answered += $running->get('/')?->status === 200;
        $answer = $kept->get('/');
        $answered += $answer?->status === 200;
        if ($answer?->field('connection') === 'close') {
            $kept = $running->connect();
        }
    } while (!$until());
};
foreach (['signal', 'method'] as $way) {
    $way === 'signal' ? $running->signal(10) : $running->get('/reload');
    $running->line('before');
    $load(function () use ($running) {
        try {
            return $running->line('after', 0.001);
        } catch (Exception) {
            return false;
        }
    });
    $second = $pids();
    echo count($second), ' workers, ', count(array_diff($second, $first)), " new\n";
    $first = $second;
}
echo $asked === $answered ? 'none lost' : "$answered of $asked", "\n";
echo $running->stop();
?>
--EXPECT--
2 workers, 2 new
2 workers, 2 new
none lost
