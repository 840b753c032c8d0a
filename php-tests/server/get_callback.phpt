--TEST--
getCallback() gives the callback of an event, the last one that was set, or null
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
var_dump($server->getCallback('request'));
$server->on('request', 'strlen');
$server->on('REQUEST', 'strtolower');
var_dump($server->getCallback('Request'));
$server->on('start', $closure = fn () => 1);
var_dump($server->getCallback('start') === $closure);
try {
    $server->getCallback('requests');
} catch (ValueError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
NULL
string(10) "strtolower"
bool(true)
Peregrine\Server::getCallback(): Argument #1 ($event_name) is wrong: unknown event 'requests': did you mean 'request'?
