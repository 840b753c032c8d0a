--TEST--
A client of a host, which is checked; defaults; no copies
--FILE--
<?php
use Peregrine\Coroutine\Http\Client;

foreach ([['localhost'], ['localhost', 0, true], ['::1', 8080], ['[::1]', 8080, true]] as $arguments) {
    $client = new Client(...$arguments);
    echo json_encode([$client->host, $client->port, $client->ssl]), "\n";
}
foreach ([[''], ['http://localhost'], ['localhost:80'], ["a\r\nb"], ['a/b'], ['localhost', -1], ['localhost', 65536]] as $arguments) {
    try {
        new Client(...$arguments);
        echo "taken\n";
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
final class Unmade extends Client
{
    public function __construct()
    {
    }
}
foreach ([fn () => (new Unmade)->get('/'), fn () => (new Unmade)->getBody(), fn () => clone $client, fn () => serialize($client)] as $try) {
    try {
        $try();
        echo "taken\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
var_dump($client->getBody(), $client->getHeaders(), $client->getCookies(), $client->getStatusCode());
?>
--EXPECT--
["localhost",80,false]
["localhost",443,true]
["::1",8080,false]
["[::1]",8080,true]
Peregrine\Coroutine\Http\Client::__construct(): Argument #1 ($host) must be a host name or an IP address, without scheme, port and path
Peregrine\Coroutine\Http\Client::__construct(): Argument #1 ($host) must be a host name or an IP address, without scheme, port and path
Peregrine\Coroutine\Http\Client::__construct(): Argument #1 ($host) must be a host name or an IP address: the port is an argument of its own
Peregrine\Coroutine\Http\Client::__construct(): Argument #1 ($host) must be a host name or an IP address, without scheme, port and path
Peregrine\Coroutine\Http\Client::__construct(): Argument #1 ($host) must be a host name or an IP address, without scheme, port and path
Peregrine\Coroutine\Http\Client::__construct(): Argument #2 ($port) must be from 0 to 65535
Peregrine\Coroutine\Http\Client::__construct(): Argument #2 ($port) must be from 0 to 65535
Error: the object was not constructed: a subclass's constructor must call parent::__construct()
Error: the object was not constructed: a subclass's constructor must call parent::__construct()
Error: Trying to clone an uncloneable object of class Peregrine\Coroutine\Http\Client
Exception: Serialization of 'Peregrine\Coroutine\Http\Client' is not allowed
string(0) ""
NULL
NULL
int(0)
