--TEST--
switchProtocol(): 101, then bytes as they are both ways; the end on either side; what is refused
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['body_timeout' => 0.1, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', function ($request, $response) {
        $response->header('X-Mine', 'yes');
        $connection = $response->switchProtocol('echo/1');
        if (!$connection) {
            return $response->end('an answer');
        }
        note(json_encode([$connection->fd === $request->fd, $response->isWritable(), $connection->recv(10, 0.3)]));
        while (($line = $connection->recv(5)) !== '') {
            if ($line === 'slow?') {
                for ($i = 0; $i < 100 && $connection->send(str_repeat('x', 1 << 20)); $i++) {
                    note("sent $i");
                }
                return note('slow');
            }
            if ($line === 'quit!') {
                return note(json_encode([$connection->send('bye'), $connection->close(), $connection->close(), $connection->send('x'), $connection->isConnected()]));
            }
            $connection->send("<$line>");
        }
        note('ended');
        $connection->send('after your end');
    });
});
$upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: other, ECHO/1\r\n\r\n";
$client = $running->connect()->send($upgrade);
echo $client->until("\r\n\r\n"), "\n", $running->line(), "\n";
$client->send('hello');
echo $client->take(7), "\n";
$client->send('GET /');
echo $client->take(7), "\n";
$client->send('quit!');
echo $client->rest(), ' ', $running->line(), "\n";
// The first bytes come with the request; then the client ends its direction only.
$client = $running->connect()->send($upgrade . 'early');
$client->until("\r\n\r\n");
$running->line();
$client->send('later');
echo $client->take(7), "\n";
$client->shut();
echo $client->rest(), ' ', $running->line(), "\n";
$client = $running->connect()->send($upgrade);
$running->line();
$client->send('slow?');
try {
    for ($sent = 0; true; $sent++) {
        $running->line('sent', 0.3);
    }
} catch (Exception) {
    echo $sent < 40 ? "a slow client parks the sender\n" : "$sent sent\n";
}
$client->close();
echo $running->line('slow'), "\n";
echo $running->get('/', "Upgrade: echo/1\r\n"), "\n";
echo $running->get('/', "Connection: Upgrade\r\nUpgrade: h2c\r\n"), "\n";
echo preg_replace('/.*(?=Warning)/', '', $running->stop());
?>
--EXPECTF--
HTTP/1.1 101 Switching Protocols
X-Mine: yes
Connection: Upgrade
Upgrade: echo/1
[true,false,false]
<hello>
<GET />
bye [true,true,false,false,false]
<later>
after your end ended
a slow client parks the sender
slow
200 an answer
200 an answer

Warning: Peregrine\Http\Response::switchProtocol(): the client did not ask for echo/1 (Upgrade, with HTTP/1.1) in %s on line %d

Warning: Peregrine\Http\Response::switchProtocol(): the client did not ask for echo/1 (Upgrade, with HTTP/1.1) in %s on line %d
