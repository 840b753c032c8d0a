--TEST--
stream_request_body: a handler that reads nothing sees its client leave, over HTTP/1 and HTTP/2; what had come can still be read
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/leaving.php';

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
function frame(int $type, int $flags, int $stream, string $payload): string
{
    return substr(pack('N', strlen($payload)), 1) . chr($type) . chr($flags) . pack('N', $stream) . $payload;
}
/** HEADERS of POST $path for host a and some of its body. */
function begin(int $stream, string $path): string
{
    return frame(1, 4, $stream, "\x83\x86\x04" . chr(strlen($path)) . "$path\x01\x01a") . frame(0, 0, $stream, 'abc');
}

$running = serve(function ($server, $cancels = true) {
    leaving($server, $cancels, 0);
    $server->set(['stream_request_body' => true]);
    $watch = $server->getCallback('request');
    $server->on('request', function ($request, $response) use ($watch) {
        $watch($request, $response);
        if ($request->server['path_info'] !== '/') {
            note(json_encode([$request->read(3), $request->read(), $request->read(), $response->end('x')]));
        }
    });
});
$post = fn ($path, $framing, $body) => $GLOBALS['running']->connect()->send("POST $path HTTP/1.1\r\nHost: a\r\n$framing\r\n\r\n$body");
$client = $post('/wait', 'Content-Length: 10', 'abc');
$running->line('in');
$client->send('de')->close();
echo 'waits: ', gone($running), ', ', $running->line('['), "\n";
$client = $post('/begun', 'Content-Length: 10', 'abc');
$running->line('in');
// What it has not read makes this a reset, and what it sent is lost.
$client->close();
echo 'waits between writes: ', gone($running), "\n";
$client = $running->connect()->send(PREFACE . begin(1, '/wait') . begin(3, '/begun'));
echo $running->line('in'), ', ', $running->line('in'), "\n";
$client->send(frame(3, 0, 1, "\0\0\0\x08"));
echo 'h2 reset: ', gone($running), "\n";
$client->close();
echo 'h2 closed: ', gone($running), "\n";
echo $running->stop();

$running = $running->another(false);
foreach (['Content-Length: 10' => 'abcde', 'Content-Length: 5' => 'abcde', 'Transfer-Encoding: chunked' => "5\r\nabcde\r\n0\r\n\r\n"] as $framing => $body) {
    $client = $post('/watch', $framing, substr($body, 0, 3));
    $running->line('in');
    $client->send(substr($body, 3))->close();
    echo "$framing: ", $running->line('not writable'), ', ', $running->line('['), "\n";
}
$client = $running->connect()->send(PREFACE . begin(1, '/watch') . begin(3, '/watch'));
echo $running->line('in'), ', ', $running->line('in'), "\n";
$client->send(frame(3, 0, 1, "\0\0\0\x08"));
echo 'h2 reset: ', $running->line('not writable'), "\n";
$client->close();
echo 'h2 closed: ', $running->line('not writable'), "\n";
// The worker goes on.
echo $running->post('/', 'x'), "\n", $running->stop();
?>
--EXPECT--
waits: cancelled, finally, ["abc","de",false,false]
waits between writes: cancelled, finally
in, in
h2 reset: cancelled, finally
h2 closed: cancelled, finally
Content-Length: 10: not writable, ["abc","de",false,false]
Content-Length: 5: not writable, ["abc","de","",false]
Transfer-Encoding: chunked: not writable, ["abc","de","",false]
in, in
h2 reset: not writable
h2 closed: not writable
200 here
