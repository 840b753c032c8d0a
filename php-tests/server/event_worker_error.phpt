--TEST--
workerError tells slot, pid, exit code and signal of a worker that died; another takes its place
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('workerError', function ($server, $id, $pid, $code, $signal) {
        note("error $id $pid $code $signal");
    });
    $server->on('request', fn ($request, $response) => $response->end((string) getmypid()));
});
$pid = $running->get('/')->body;
kill($pid, 9);
var_dump($running->line('error') === "error 0 $pid 0 9", $running->get('/')->body !== $pid);
preg_match('/WARNING (.*)/', $running->stop(), $match);
echo str_replace($pid, 'PID', $match[1] ?? 'no warning'), "\n";
?>
--EXPECT--
bool(true)
bool(true)
worker 0 (PID) was ended by signal 9
