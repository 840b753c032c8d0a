--TEST--
A second server on the address is refused, although listeners share their port
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $port = 0) {
    $server->set(['worker_num' => 2]);
    $server->on('request', fn ($request, $response) => $response->end('first'));
}, function () {
    $arguments = json_decode(getenv('PEREGRINE_TEST_SERVER'));
    return new Peregrine\Http\Server('127.0.0.1', $arguments[0] ?? 0);
});
$second = $running->failing($running->port);
var_dump($second->wait() !== 0, preg_match('/address already in use/i', $second->log()));
echo $running->get('/'), "\n", $running->stop();
// And once it is gone, the port is free, unless somebody else got it meanwhile: then the same with another one.
for ($try = 0; $try < 5 && !isset($third); $try++) {
    try {
        $third = $running->another($running->port);
    } catch (Exception $e) {
        str_contains($e->getMessage(), 'address already in use') || throw $e;
        $running = $running->another();
        $running->stop();
    }
}
echo $third->get('/'), "\n", $third->stop();
?>
--EXPECT--
bool(true)
int(1)
200 first
200 first
