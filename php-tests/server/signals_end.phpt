--TEST--
SIGTERM, SIGINT and SIGQUIT drain and end with 0; new connections are refused afterwards
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;
final class Seen
{
    public static bool $exits = false;
}
$running = serve(function ($server) {
    $server->on('workerExit', fn () => Seen::$exits = true);
    $server->on('request', function ($request, $response) {
        note('here');
        for ($i = 0; $i < 4000 && !Seen::$exits; $i++) {
            Coroutine::sleep(0.005);
        }
        $response->end('done');
    });
});
foreach ([15, 2, 3] as $signal) {
    $slow = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    $running->line('here');
    $running->signal($signal);
    echo $slow->answer();
    $slow->close();
    echo ' ', $running->wait(), "\n", $running->log();
    var_dump(@stream_socket_client("tcp://127.0.0.1:$running->port"));
    $signal === 3 or $running = $running->another();
}
?>
--EXPECT--
200 done 0
bool(false)
200 done 0
bool(false)
200 done 0
bool(false)
