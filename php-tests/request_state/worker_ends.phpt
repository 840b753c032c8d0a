--TEST--
a request that its worker's end cuts off is not answered as if it were whole
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['request_state' => true, 'max_wait_time' => 1]);
    $server->on('request', function ($request) {
        echo 'half';
        if ($request->server['path_info'] === '/flushed') {
            flush();
        }
        note('waits');
        try {
            (new Peregrine\Coroutine\Channel())->pop();
        } finally {
            echo ' and some';
        }
        echo ' and the rest';
    });
});
$kept = $running->connect()->send("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n");
$flushed = $running->connect()->send("GET /flushed HTTP/1.1\r\nHost: a\r\n\r\n");
$running->lines(2, 'waits');
$flushed->until('half');
$running->signal(15);
// Where the machine is so slow that the worker is killed before, there is no answer.
$answer = $kept->rest();
var_dump($answer === '' || str_starts_with($answer, 'HTTP/1.1 500 '));
var_dump(str_contains($flushed->rest(), "\r\n0\r\n"));
var_dump($running->wait());
?>
--EXPECT--
bool(true)
bool(false)
int(0)
