--TEST--
mt_rand(), rand(), random_int() and lcg_value() differ in every worker, also when the master used them
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 4]);
    mt_rand();
    lcg_value();
    $server->on('workerStart', fn ($server, $id) => note(json_encode([mt_rand(), rand(), random_int(0, PHP_INT_MAX), lcg_value(), array_rand(range(0, 1 << 20)), uniqid('', true)])));
    $server->on('request', 'strlen');
});
$drawn = [];
for ($i = 0; $i < 4; $i++) {
    $drawn[] = json_decode($running->line('['));
}
foreach (['mt_rand', 'rand', 'random_int', 'lcg_value', 'array_rand', 'uniqid'] as $n => $name) {
    echo "$name ", count(array_unique(array_map('strval', array_column($drawn, $n)))), "\n";
}
$running->stop();
?>
--EXPECT--
mt_rand 4
rand 4
random_int 4
lcg_value 4
array_rand 4
uniqid 4
