--TEST--
read() is false for a client that left, for what is refused, and after its timeout, when it can be called again
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $seconds = 60) {
    $server->set(['stream_request_body' => true, 'stream_max_length' => 1000, 'body_timeout' => $seconds, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', function ($request, $response) {
        try {
            $request->read(0);
        } catch (ValueError) {
        }
        if ($request->server['path_info'] === '/late') {
            $times = 0;
            $request->read();
            while (($piece = $request->read(100, 0.01)) === false && $response->isWritable()) {
                $times++ or note('timeout');
            }
            return $response->end($piece . ($times > 0 ? ' late' : ''));
        }
        while (is_string($piece = $request->read()) && $piece !== '') {
            note("read $piece");
        }
        note(json_encode([$piece, $request->read(), $response->isWritable()]));
        if ($piece === '') {
            $response->end('read');
        }
    });
});
$slow = $running->another(0.2);
$begin = fn ($length = 10, $path = '/', $on = null) => ($on ?? $running)->connect()->send("POST $path HTTP/1.1\r\nHost: a\r\nContent-Length: $length\r\n\r\nabc");
$client = $begin(5, '/late');
echo $running->line('timeout'), "\n";
$client->send('de');
echo $client->answer(), "\n";
$client = $begin();
echo $running->line('read'), "\n";
$client->close();
echo 'left ', $running->line('['), "\n";
$client = $begin(on: $slow);
$slow->line('read');
echo $client->answer(), "\n", $client->ended() ? '' : 'goes on', 'slow ', $slow->line('['), "\n";
echo $slow->stop();
echo $begin(1001)->answer(), "\n";
$client = $running->connect()->send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc");
echo $running->line('read'), "\n";
$client->send('d');
echo $client->answer()->status, " malformed ", $running->line('['), "\n";
echo $running->stop();
?>
--EXPECT--
timeout
200 de late
read abc
left [false,false,false]
408 408 Request Timeout: the request body stopped arriving (RFC 9110 15.5.9)
slow [false,false,false]
413 413 Content Too Large: the body is larger than package_max_length or stream_max_length allows (RFC 9110 15.5.14)
read abc
400 malformed [false,false,false]
