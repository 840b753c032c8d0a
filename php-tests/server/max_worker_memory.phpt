--TEST--
option max_worker_memory: a worker that has grown is replaced, no request is lost
--INI--
memory_limit=-1
--FILE--
<?php
// A memory checker has several times as much for itself.
define('LIMIT', getenv('SKIP_VALGRIND') || getenv('SKIP_ASAN') ? 400_000_000 : 60_000_000);
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_worker_memory' => LIMIT, 'max_wait_time' => 30]);
    $server->on('request', function ($request, $response) use ($server) {
        static $kept = '';
        if ($request->server['path_info'] === '/grow') {
            $kept = str_repeat('x', LIMIT + 30_000_000);
        }
        $response->end(json_encode([getmypid(), $server->stats()['worker_recycled_count']]));
    });
});
$first = $running->get('/')->json()[0];
echo $running->get('/grow')->status, "\n";
[$pid, $count] = until(fn () => ($now = $running->get('/')->json())[0] !== $first ? $now : null, 'another worker');
var_dump($pid !== $first, $count);
echo $running->stop();
?>
--EXPECT--
200
bool(true)
int(1)
