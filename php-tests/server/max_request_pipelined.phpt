--TEST--
Pipelined requests while max_request replaces the worker again and again: whatever has begun is answered, the last answer says so
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $begun = new Peregrine\Atomic();
    $server->set(['max_request' => 7]);
    $server->on('request', function ($request, $response) use ($begun) {
        if ($request->server['path_info'] === '/count') {
            return $response->end((string) $begun->get());
        }
        $begun->add();
        $response->end('x');
    });
});
[$answers, $replaced, $unsaid] = [0, 0, 0];
$deadline = microtime(true) + PATIENCE;
while ($replaced < 5 && microtime(true) < $deadline) {
    $client = $running->connect();
    do {
        $client->send(str_repeat("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 10));
        $closes = false;
        for ($n = 0; $n < 10 && !$closes && ($answer = $client->answer()); $n++) {
            $answers++;
            $closes = $answer->field('connection') === 'close';
        }
    } while ($n === 10 && !$closes && microtime(true) < $deadline);
    // Between two batches it may end as a connection that waits does.
    $unsaid += $n > 0 && $n < 10 && !$closes;
    $replaced += $closes;
    if ($closes && !$client->ended()) {
        echo "something came behind the last answer\n";
    }
    $client->close();
}
var_dump($replaced, $unsaid, $running->get('/count')->body === (string) $answers);
echo $running->stop();
?>
--EXPECT--
int(5)
int(0)
bool(true)
