--TEST--
stats() has the keys it promises, and they count
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->addProcess(new Peregrine\Process(fn () => Coroutine::sleep(100)));
    $server->on('workerStart', fn () => note('started'));
    $server->on('request', function ($request, $response) use ($server) {
        $response->end(json_encode($server->stats()));
    });
});
$running->lines(2, 'started');
for ($i = 0; $i < 5; $i++) {
    $running->get('/');
}
// Each worker writes its figures down every quarter of a second.
$stats = until(fn () => ($stats = $running->get('/')->json())['request_count'] >= 5 ? $stats : null, 'figures');
echo implode(' ', array_keys($stats)), "\n";
echo implode(' ', array_keys($stats['workers'][0])), "\n";
echo "$stats[worker_num] $stats[user_worker_num] ", count($stats['workers']), ' ', $stats['workers'][1]['worker_id'], "\n";
var_dump($stats['accept_count'] >= 5, $stats['concurrency'] >= 1, abs($stats['start_time'] - time()) < 60);
// The worker that answers is not idle; the other one is, once it has said so.
$idle = fn ($stats) => array_column($stats['workers'], 'state') === ['ready', 'ready']
    && $stats['workers'][0]['concurrency'] + $stats['workers'][1]['concurrency'] === 1;
$stats = until(fn () => $idle($stats = $running->get('/')->json()) ? $stats : null, 'an idle worker');
echo "$stats[idle_worker_num] $stats[worker_concurrency]\n";
var_dump($stats['workers'][0]['rss_kib'] > 1000, $stats['workers'][0]['state'], $stats['worker_request_count'] > 0);
echo $running->stop();
?>
--EXPECT--
start_time connection_num accept_count close_count worker_num user_worker_num idle_worker_num request_count response_count concurrency worker_concurrency worker_request_count coroutine_num reload_count reload_failed_count worker_death_count worker_killed_count worker_tainted_count worker_recycled_count static_count kafka_sent kafka_failed kafka_in_flight kafka_received workers
worker_id pid generation state requests connections concurrency coroutines rss_kib
2 1 2 1
bool(true)
bool(true)
bool(true)
1 1
bool(true)
string(5) "ready"
bool(true)
