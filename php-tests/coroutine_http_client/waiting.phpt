--TEST--
Waiting for an answer: outside a coroutine, cancelled, by two coroutines, and when the run ends
--FILE--
<?php
require __DIR__ . '/origin.inc';
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use Peregrine\Coroutine\Http\Client;
use function Peregrine\{go, run};

$client = new Client('127.0.0.1', 1);
try {
    $client->get('/');
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
run(function () {
    $asked = new Channel(9);
    $port = origin(4, function (Peer $peer, int $number) use ($asked) {
        $peer->head();
        $asked->push($number);
        if ($number == 4) {
            $peer->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        $peer->ended();
        $asked->push("end of $number");
    });
    echo "-- cancelled\n";
    $client = new Client('127.0.0.1', $port);
    $cid = go(function () use ($client) {
        var_dump($client->get('/'), $client->statusCode, $client->errCode, $client->connected, Coroutine::isCanceled());
    });
    $asked->pop();
    Coroutine::cancel($cid);
    Coroutine::join([$cid]);
    echo $asked->pop(), "\n";

    echo "-- cancelled with an exception\n";
    $cid = go(function () use ($client) {
        try {
            $client->get('/');
        } catch (Coroutine\CanceledException $e) {
            echo get_class($e), "\n";
        }
    });
    $asked->pop();
    Coroutine::cancel($cid, true);
    Coroutine::join([$cid]);
    echo $asked->pop(), "\n";

    echo "-- two coroutines\n";
    $cid = go(fn () => $client->get('/'));
    $asked->pop();
    foreach ([fn () => $client->get('/'), fn () => $client->close(), fn () => $client->set(['ssl_verify_peer' => false])] as $try) {
        try {
            $try();
        } catch (Peregrine\Error $e) {
            echo str_replace("#$cid", '#N', $e->getMessage()), "\n";
        }
    }
    Coroutine::cancel($cid);
    Coroutine::join([$cid]);
    echo $asked->pop(), "\n";
    var_dump($client->get('/'), $client->body);
});

echo "-- the run ends meanwhile\n";
run(function () {
    $port = origin(1, fn (Peer $peer) => $peer->head() . $peer->ended());
    go(function () use ($port) {
        try {
            (new Client('127.0.0.1', $port))->get('/');
            echo "never\n";
        } finally {
            echo "finally\n";
        }
    });
    go(function () {
        Coroutine::sleep(0.02);
        exit(0);
    });
});
?>
--EXPECT--
this waits, so it must be called inside a coroutine: wrap it in Peregrine\run() or go()
-- cancelled
bool(false)
int(-3)
int(10017)
bool(false)
bool(true)
end of 1
-- cancelled with an exception
Peregrine\Coroutine\CanceledException
end of 2
-- two coroutines
this Http\Client has already been bound to another coroutine#N, which waits for its answer: make one client for each coroutine
this Http\Client has already been bound to another coroutine#N, which waits for its answer: make one client for each coroutine
this Http\Client has already been bound to another coroutine#N, which waits for its answer: make one client for each coroutine
end of 3
bool(true)
string(2) "ok"
-- the run ends meanwhile
finally
