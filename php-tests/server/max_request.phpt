--TEST--
option max_request: a worker is replaced after so many requests, none is lost
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_request' => 5, 'max_request_grace' => 0]);
    $server->on('request', fn ($request, $response) => $response->end((string) getmypid()));
});
$pids = [];
$client = $running->connect();
// A worker serves on until its successor is ready.
for ($i = 0; count(array_count_values($pids)) < 4; $i++) {
    $answer = $client->get('/');
    if ($answer?->status !== 200) {
        exit("lost request $i\n");
    }
    $pids[] = $answer->body;
    if ($answer->field('connection') === 'close') {
        $client = $running->connect();
    }
}
var_dump(min(array_slice(array_count_values($pids), 0, -1)) >= 5);
echo $running->stop();
?>
--EXPECT--
bool(true)
