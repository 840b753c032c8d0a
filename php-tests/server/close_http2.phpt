--TEST--
close() of an HTTP/2 connection: what was answered arrives, what was not is reset, and the client is told
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
function frame(int $type, int $flags, int $stream, string $payload): string
{
    return substr(pack('N', strlen($payload)), 1) . chr($type) . chr($flags) . pack('N', $stream) . $payload;
}
/** HEADERS of GET $path for host a, which end the stream. */
function ask(int $stream, string $path): string
{
    return frame(1, 5, $stream, "\x82\x86\x04" . chr(strlen($path)) . "$path\x01\x01a");
}
/** All frames until the connection ends, as "type stream"; PING is acknowledged as the server waits for it. */
function frames(Client $client): array
{
    $frames = [];
    while (strlen($head = $client->take(9)) === 9) {
        $length = unpack('N', "\0" . substr($head, 0, 3))[1];
        [$type, $flags, $stream] = [ord($head[3]), ord($head[4]), unpack('N', substr($head, 5))[1]];
        $payload = $client->take($length);
        if ($type === 6 && !($flags & 1)) {
            $client->send(frame(6, 1, 0, $payload));
        }
        $frames[] = [0 => 'DATA', 1 => 'HEADERS', 3 => 'RST_STREAM', 7 => 'GOAWAY'][$type] ?? null
            ? "$type $stream" . ($type === 0 ? " $payload" : '') . ($type === 3 ? ' ' . ord($payload[3]) : '') : null;
    }
    return array_values(array_filter($frames));
}

$running = serve(function ($server) {
    $server->set(['open_http2_protocol' => true]);
    $server->on('request', function ($request, $response) use ($server) {
        switch ($request->server['path_info']) {
            case '/wait':
                note('in');
                while ($response->isWritable()) {
                    Coroutine::sleep(0.005);
                }
                return note('cut ' . json_encode([$response->end('lost'), $server->exists($request->fd)]));
            case '/close':
                $response->end('closed');
                return note('close ' . json_encode([$server->close($request->fd), $server->exists($request->fd)]));
            case '/reset':
                return note('reset ' . json_encode([$server->close($request->fd, true), $server->exists($request->fd)]));
        }
    });
});
foreach (['/close', '/reset'] as $path) {
    $client = $running->connect()->send(PREFACE . ask(1, '/wait'));
    echo $running->line('in'), "\n";
    $client->send(ask(3, $path));
    $frames = frames($client);
    sort($frames);
    echo implode(', ', array_unique($frames)), "\n", $running->line(substr($path, 1)), "\n", $running->line('cut'), "\n";
}
echo $running->stop();
?>
--EXPECT--
in
0 3 closed, 1 3, 3 1 8, 7 0
close [true,false]
cut [false,false]
in

reset [true,false]
cut [false,false]
