--TEST--
A server takes host, port, mode and socket type, and refuses what cannot be used
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Server;
$server = new Server('127.0.0.1', 9999, Peregrine\PROCESS, Peregrine\SOCK_TCP);
echo "$server->host $server->port $server->mode $server->type\n";
var_dump($server->worker_id, $server->taskworker, $server->ssl, $server->setting, $server->master_pid);
$default = new Server();
echo "$default->host $default->port $default->mode $default->type\n";
foreach ([['h', -1], ['h', 65536], ['h', 1, 3], ['h', 1, 1, 2], ['h', 'x'], [[]]] as $arguments) {
    try {
        new Server(...$arguments);
        echo "no error\n";
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
var_dump((new ReflectionClass(Peregrine\Server::class))->isAbstract());
?>
--EXPECT--
127.0.0.1 9999 2 1
int(-1)
bool(false)
bool(false)
NULL
int(0)
0.0.0.0 0 1 1
ValueError: Peregrine\Server::__construct(): Argument #2 ($port) must be from 0 to 65535
ValueError: Peregrine\Server::__construct(): Argument #2 ($port) must be from 0 to 65535
ValueError: Peregrine\Server::__construct(): Argument #3 ($mode) must be Peregrine\BASE or Peregrine\PROCESS
ValueError: Peregrine\Server::__construct(): Argument #4 ($sock_type) must be Peregrine\SOCK_TCP or Peregrine\SOCK_TCP6, with | Peregrine\SSL for TLS
TypeError: Peregrine\Server::__construct(): Argument #2 ($port) must be of type int, string given
TypeError: Peregrine\Server::__construct(): Argument #1 ($host) must be of type string, array given
bool(true)
