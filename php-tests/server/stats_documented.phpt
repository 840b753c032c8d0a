--TEST--
Every key the documentation of stats() names is there
--SKIPIF--
<?php
if (!function_exists('Peregrine\Test\stubs')) {
    echo 'skip needs test hooks';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($server->stats())));
});
$stats = $running->get('/')->json();
// What the method's documentation up to `workers`, from the stubs.
preg_match('/Figures over all workers: (.*?), and `workers`/s', Peregrine\Test\stubs(), $match);
$documented = array_map('trim', explode(',', preg_replace('/\(.*?\)|\*/s', '', $match[1])));
echo count($documented) > 10 ? '' : "no documentation found\n";
echo implode(' ', array_diff($documented, array_keys($stats))), "\n", $running->stop();
?>
--EXPECT--
