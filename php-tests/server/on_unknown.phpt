--TEST--
Unknown events are refused with the nearest right name
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
foreach (['reqest', 'workerstrat', 'receive', 'open', ''] as $event) {
    try {
        $server->on($event, 'strlen');
        echo "no error\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
try {
    $server->on('request', 'no_such_function');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump($server->on('Task', 'strlen'), $server->on('WorkerStart', 'strlen'), $server->on('request', 'strtolower'));
?>
--EXPECT--
Peregrine\Server::on(): Argument #1 ($event_name) is wrong: unknown event 'reqest': did you mean 'request'?
Peregrine\Server::on(): Argument #1 ($event_name) is wrong: unknown event 'workerstrat': did you mean 'workerStart'?
Peregrine\Server::on(): Argument #1 ($event_name) is wrong: there is no event 'receive' as in Swoole: only HTTP is spoken; requests come as 'request'
Peregrine\Server::on(): Argument #1 ($event_name) is wrong: there is no event 'open' as in Swoole: there is no WebSocket yet; Response::switchProtocol() hands the connection of an Upgrade over
Peregrine\Server::on(): Argument #1 ($event_name) is wrong: unknown event ''
Peregrine\Server::on(): Argument #2 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
bool(true)
bool(true)
bool(true)
