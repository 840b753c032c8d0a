--TEST--
exists() and close(): connections of this worker that wait, answer, have answered, or have not; nothing behind them begins
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

$running = serve(function ($server) {
    $server->on('request', function ($request, $response) use ($server) {
        $fd = (int) ($request->get['fd'] ?? $request->fd);
        switch ($request->server['path_info']) {
            case '/fd':
                return $response->end((string) $fd);
            case '/close':
                $reset = isset($request->get['reset']);
                $known = fn () => [$server->exists($fd), $server->exist($fd)];
                return $response->end(json_encode([$known(), $server->close($fd, $reset), $known(), $server->close($fd, $reset)]));
            case '/stream':
                $response->write("$fd\n");
                while ($response->write('.')) {
                    Coroutine::sleep(0.005);
                }
                return note('cut ' . json_encode([$response->isWritable(), $response->end()]));
            case '/parked':
                note("parked $fd");
                Coroutine::sleep(60);
                return;
            case '/own':
                $response->end('said');
                note('own ' . json_encode([$server->close($fd), $server->exists($fd)]));
                return;
            case '/unanswered':
                $server->close($fd);
                Coroutine::sleep(0.001);
                note('unanswered ' . json_encode([$response->end('lost'), $response->isWritable()]));
                return;
            case '/large':
                $response->end(str_repeat('x', 8 << 20));
                note('large ' . json_encode($server->close($fd)));
                return;
            default:
                note('began: ' . $request->server['path_info']);
                $response->end();
        }
    });
});
$ask = fn (string $target) => $running->get($target)->body;

foreach (['', '&reset=1'] as $reset) {
    $idle = $running->connect();
    $fd = $idle->get('/fd')->body;
    echo $ask("/close?fd=$fd$reset"), ' ', json_encode($idle->ended()), "\n";

    $busy = $running->connect()->send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    $busy->until("\r\n\r\n");
    $fd = explode("\n", $busy->until("\n.") . "\n")[1];
    $fd = (int) trim($fd);
    echo $ask("/close?fd=$fd$reset"), ' ', $running->line('cut'), "\n";
    // The end of a chunked body never comes.
    var_dump(str_ends_with($busy->rest(), "0\r\n\r\n"));

    $parked = $running->connect()->send("GET /parked HTTP/1.1\r\nHost: a\r\n\r\n");
    $fd = substr($running->line('parked'), 7);
    echo $ask("/close?fd=$fd$reset"), ' ', json_encode($parked->ended()), "\n";

    // A request whose body has not arrived.
    $begun = $running->connect();
    $fd = $begun->get('/fd')->body;
    $begun->send("POST /begun HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12");
    echo $ask("/close?fd=$fd$reset"), ' ', json_encode($begun->ended()), "\n";
}

$own = $running->connect()->send("GET /own HTTP/1.1\r\nHost: a\r\n\r\nGET /behind HTTP/1.1\r\nHost: a\r\n\r\n");
echo $own->answer(), ' ', json_encode($own->ended()), ' ', $running->line('own'), "\n";
$client = $running->connect()->send("GET /unanswered HTTP/1.1\r\nHost: a\r\n\r\nGET /behind HTTP/1.1\r\nHost: a\r\n\r\n");
echo json_encode($client->ended()), ' ', $running->line('unanswered'), "\n";
$large = $running->get('/large');
echo strlen($large->body), ' ', $running->line('large'), "\n";
foreach ([0, -1, 1, PHP_INT_MAX] as $fd) {
    echo $ask("/close?fd=$fd"), "\n";
}
// Nothing that stood behind has begun.
echo $ask('/last'), $running->line('began'), "\n", $running->stop();
?>
--EXPECT--
[[true,true],true,[false,false],false] true
[[true,true],true,[false,false],false] cut [false,false]
bool(false)
[[true,true],true,[false,false],false] true
[[true,true],true,[false,false],false] true
[[true,true],true,[false,false],false] true
[[true,true],true,[false,false],false] cut [false,false]
bool(false)
[[true,true],true,[false,false],false] true
[[true,true],true,[false,false],false] true
200 said true own [true,false]
true unanswered [false,false]
8388608 large true
[[false,false],false,[false,false],false]
[[false,false],false,[false,false],false]
[[false,false],false,[false,false],false]
[[false,false],false,[false,false],false]
began: /last
