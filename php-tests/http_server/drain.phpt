--TEST--
On shutdown the next answer says Connection: close, idle connections are closed
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_wait_time' => 1]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
    $server->on('workerExit', fn () => note('exit'));
});
// A client that was held up for longer than the server waits for it is late: then the same with another server.
for ($try = 0; $try < 5 && ($answer ?? null) === null; $try++) {
    $running = $try ? $running->another() : $running;
    $idle = $running->connect();
    $idle->get('/');
    $busy = $running->connect();
    $busy->get('/');
    $running->signal(15);
    $running->line('exit');
    $answer = $busy->get('/');
}
echo $answer, ' ', $answer->field('connection'), "\n";
var_dump($busy->ended(), $idle->ended(), $running->wait());
?>
--EXPECT--
200 x close
bool(true)
bool(true)
int(0)
