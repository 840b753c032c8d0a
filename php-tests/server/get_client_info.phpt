--TEST--
getClientInfo() and getClientList() tell about the connections of this worker
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$began = time();
$running = serve(function ($server) use ($began) {
    $server->set(['open_http2_protocol' => true]);
    $server->on('request', function ($request, $response) use ($server, $began) {
        if ($request->server['path_info'] === '/list') {
            $all = $server->getClientList();
            $more = $server->getClientList($all[0], 1);
            return $response->end(json_encode([count($all), in_array($request->fd, $all, true), $more === [$all[1]], $server->getClientList(max($all))]));
        }
        $info = $server->getClientInfo($request->fd, 0);
        // The request may have come in a later second.
        $connected = $info['connect_time'];
        $expected = [
            'server_port' => $request->server['server_port'], 'server_addr' => '127.0.0.1', 'socket_type' => Peregrine\SOCK_TCP,
            'remote_port' => $request->server['remote_port'], 'remote_ip' => $request->server['remote_addr'],
            'reactor_id' => 0, 'worker_id' => 0, 'connect_time' => $began <= $connected && $connected <= $request->server['master_time'] ? $connected : 'another', 'send_queued_bytes' => $info['send_queued_bytes'],
            'server_protocol' => $request->server['server_protocol'],
        ];
        $wrong = [$server->getClientInfo($request->fd, 1), $server->getClientInfo($request->fd + 1), $server->getClientInfo(-1, -1, true)];
        try {
            $server->getClientList(0, 101);
        } catch (ValueError $e) {
            $wrong[] = $e->getMessage();
        }
        $response->end(json_encode([$info == $expected && is_int($info['send_queued_bytes']) ? 'as expected' : array_diff_assoc($info, $expected), $info['server_protocol'], ...$wrong]));
    });
});
[$one, $two] = [$running->connect(), $running->connect()];
foreach ([$one, $two] as $client) {
    echo $client->get('/')->body, "\n";
}
echo $one->get('/list')->body, "\n";
function frame(int $type, int $flags, int $stream, string $payload): string
{
    return substr(pack('N', strlen($payload)), 1) . chr($type) . chr($flags) . pack('N', $stream) . $payload;
}
$client = $running->connect()->send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" . frame(4, 0, 0, '') . frame(1, 5, 1, "\x82\x86\x84\x01\x01a"));
$client->until('["');
echo '["', $client->until(']'), "]\n", $running->stop();
?>
--EXPECT--
["as expected","HTTP\/1.1",false,false,false,"Peregrine\\Server::getClientList(): Argument #2 ($find_count) must be from 1 to 100"]
["as expected","HTTP\/1.1",false,false,false,"Peregrine\\Server::getClientList(): Argument #2 ($find_count) must be from 1 to 100"]
[2,true,true,false]
["as expected","HTTP\/2",false,false,false,"Peregrine\\Server::getClientList(): Argument #2 ($find_count) must be from 1 to 100"]
