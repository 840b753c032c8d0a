--TEST--
shutdown() in a worker ends the server with 0 after the answers in flight
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
    $server->on('request', function ($request, $response) use ($server) {
        if ($request->server['path_info'] === '/slow') {
            note('slow');
            for ($i = 0; $i < 4000 && !Seen::$exits; $i++) {
                Coroutine::sleep(0.005);
            }
            return $response->end('slow');
        }
        $response->end(json_encode($server->shutdown()));
    });
    return fn () => print("after start\n");
});
$slow = $running->connect()->send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('slow');
echo $running->get('/'), "\n", $answer = $slow->answer(), "\n";
echo $answer->field('connection'), "\n";
var_dump($running->wait());
echo $running->log();
?>
--EXPECT--
200 true
200 slow
close
int(0)
after start
