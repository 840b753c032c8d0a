--TEST--
A seed given before start() does not make workers alike; one given in workerStart holds
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    mt_srand(1);
    $server->on('workerStart', function ($server, $id) {
        $inherited = mt_rand();
        mt_srand(7);
        note("$id $inherited " . mt_rand());
    });
    $server->on('request', 'strlen');
});
[$a, $b] = array_map(fn ($line) => explode(' ', $line), $running->lines(2, ''));
mt_srand(7);
var_dump($a[1] !== $b[1], (int) $a[2] === $n = mt_rand(), (int) $b[2] === $n);
$running->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
