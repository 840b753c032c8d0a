--TEST--
Pipelined requests while max_request replaces the worker again and again: whatever has begun is answered, the last answer says so
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $begun = new Peregrine\Atomic();
    $pids = new Peregrine\Table(1024);
    $pids->column('n', Peregrine\Table::TYPE_INT);
    $pids->create();
    $server->set(['max_request' => 7]);
    $server->on('request', function ($request, $response) use ($begun, $pids) {
        if ($request->server['path_info'] === '/count') {
            return $response->end(json_encode([$begun->get(), $pids->count()]));
        }
        $begun->add();
        $pids->set((string) getmypid(), ['n' => 1]);
        $response->end('x');
    });
});
[$answers, $unsaid] = [0, 0];
while ($answers < 400) {
    $client = $running->connect();
    do {
        $client->send(str_repeat("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 10));
        $closes = false;
        for ($n = 0; $n < 10 && !$closes && ($answer = $client->answer()); $n++) {
            $answers++;
            $closes = $answer->field('connection') === 'close';
        }
    } while ($n === 10 && !$closes && $answers < 400);
    // Between two batches it may end as a connection that waits does.
    $unsaid += $n > 0 && $n < 10 && !$closes;
    if ($closes && !$client->ended()) {
        echo "something came behind the last answer\n";
    }
    $client->close();
}
[$begun, $workers] = $running->get('/count')->json();
var_dump($begun === $answers, $workers > 2, $unsaid);
echo $running->stop();
?>
--EXPECT--
bool(true)
bool(true)
int(0)
