--TEST--
options metrics_port and metrics_host: figures and health while every worker is busy
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['metrics_port' => 0, 'metrics_host' => '127.0.0.1', 'log_level' => Peregrine\LOG_INFO]);
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/block') {
            note('blocked');
            usleep(60_000_000); // blocks the worker's thread
        }
        $response->end('x');
    });
});
preg_match('~metrics at http://127.0.0.1:(\d+)/metrics~', $running->log(), $match);
$figures = new Client((int) $match[1]);
for ($i = 0; $i < 3; $i++) {
    $running->get('/');
}
until(fn () => str_contains($figures->get('/metrics')->body, "\nperegrine_requests_total 3\n"), 'the requests');
$blocked = $running->connect();
$blocked->send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('blocked');
$answer = $figures->get('/metrics');
echo $answer->status, ' ', $answer->field('content-type'), "\n";
$bad = preg_grep('/^(# (HELP|TYPE) peregrine_\w+ .+|peregrine_\w+(\{\w+="\w+"\})? \d+)$/', explode("\n", trim($answer->body)), PREG_GREP_INVERT);
echo implode("\n", $bad);
preg_match('/^peregrine_worker_resident_memory_bytes\{worker="0"\} (\d+)$/m', $answer->body, $match);
var_dump($match[1] > 1_000_000, str_contains($answer->body, "\nperegrine_workers_ready 1\n"));
echo $figures->get('/health'), "\n", $figures->get('/other')->status, "\n";
// The worker is not back at its event loop: since when is shown in whole seconds.
until(fn () => preg_match('/^peregrine_worker_unresponsive_seconds\{worker="0"\} [1-9]/m', $figures->get('/metrics')->body), 'the seconds');
echo $figures->send("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")->answer()->status, "\n";
$running->signal(9);
?>
--EXPECT--
200 text/plain; version=0.0.4; charset=utf-8
bool(true)
bool(true)
200 {"status":"ok","workers":1,"ready":1}
404
405
