--TEST--
option backlog: so many connections wait in a listener's queue
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['backlog' => 7]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
// The queue's length of a listening socket is the Send-Q of ss(8), if that is at hand.
$shown = (string) @shell_exec("ss -Hltn sport = :$running->port 2>/dev/null");
var_dump($shown === '' || preg_match('/^LISTEN\s+\d+\s+7\s/m', $shown) === 1);
echo $running->get('/'), "\n", $running->stop();
?>
--EXPECT--
bool(true)
200 x
