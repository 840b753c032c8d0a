--TEST--
A max_worker_memory that a fresh worker exceeds replaces nobody and says so
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_worker_memory' => 1000]);
    $server->on('request', fn ($request, $response) => $response->end((string) getmypid()));
});
$first = $running->get('/')->body;
until(fn () => str_contains($running->log(), 'raise the limit'), 'the warning');
var_dump($running->get('/')->body === $first, substr_count($running->stop(), 'raise the limit'));
?>
--EXPECT--
bool(true)
int(1)
