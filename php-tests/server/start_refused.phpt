--TEST--
start() throws without a request callback, inside a coroutine, for an address that is taken or not ours
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Server;
$attempt = function (callable $call) {
    try {
        echo json_encode($call()), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', preg_replace('/:\d{4,5}/', ':PORT', $e->getMessage()), "\n";
    }
};
$attempt(fn () => (new Server('127.0.0.1', 0))->start());
$server = new Server('127.0.0.1', 0);
$server->on('request', 'strlen');
Peregrine\run(fn () => $attempt(fn () => $server->start()));
$taken = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) explode(':', stream_socket_get_name($taken, false))[1];
$server = new Server('127.0.0.1', $port);
$server->on('request', 'strlen');
$attempt(fn () => $server->start());
$server = new Server('192.0.2.1', 0);
$server->on('request', 'strlen');
$attempt(fn () => $server->start());
?>
--EXPECT--
Peregrine\Error: an HTTP server needs a callback for 'request': call on('request', …) first
Peregrine\Error: a server starts outside coroutines: call start() after Peregrine\run(), not inside
Peregrine\Exception: cannot listen on 127.0.0.1:PORT: address already in use; stop the other server or choose another port
Peregrine\Exception: cannot listen on 192.0.2.1:0: Cannot assign requested address (os error 99); choose an address of this machine
