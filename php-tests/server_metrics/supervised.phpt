--TEST--
The metrics process is started again when it dies, and ends with the server
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['metrics_port' => 0, 'log_level' => Peregrine\LOG_INFO]);
    $server->on('request', fn ($request, $response) => $response->end(json_encode($server->stats())));
});
preg_match('~metrics at http://127.0.0.1:(\d+)/~', $running->log(), $match);
$port = (int) $match[1];
$worker = $running->get('/')->json()['workers'][0]['pid'];
// A worker serves a moment before the master has noted that it does.
until(fn () => (new Client($port))->get('/health')->status === 200, 'health');
$children = fn () => explode(' ', trim(file_get_contents("/proc/$running->pid/task/$running->pid/children")));
$metrics = array_values(array_diff($children(), [$worker]));
echo count($metrics), "\n";
kill($metrics[0], 9);
until(fn () => count($children()) === 2 && !in_array($metrics[0], $children()), 'another process');
echo (new Client($port))->get('/health')->status, "\n";
$stats = $running->get('/')->json();
echo count($stats['workers']), ' ', $stats['user_worker_num'], "\n";
$left = $children();
$running->stop();
until(fn () => !array_filter($left, fn ($pid) => file_exists("/proc/$pid")), 'the end of all');
?>
--EXPECT--
1
200
1 0
