--TEST--
php://input of a body that arrives: a client that leaves, a body that is too long, a cancelled wait, 100-continue, HTTP/2, and handles that wait
--FILE--
<?php
require __DIR__ . '/../include/server.php';

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
function frame(int $type, int $flags, int $stream, string $payload): string
{
    return substr(pack('N', strlen($payload)), 1) . chr($type) . chr($flags) . pack('N', $stream) . $payload;
}

$running = serve(function ($server) {
    $server->set(['request_state' => true, 'stream_request_body' => true, 'stream_max_length' => 1000, 'open_http2_protocol' => true]);
    $server->on('request', function ($request) {
        set_error_handler(fn ($level, $text) => note("warning: $text"));
        $input = fopen('php://input', 'r');
        switch ($request->server['path_info']) {
            case '/left':
                note('begun');
                $got = [];
                while (!feof($input)) {
                    $got[] = fread($input, 100);
                    note('read ' . end($got));
                }
                return note(json_encode([$got, file_get_contents('php://input')]));
            case '/cancel':
                $all = null;
                $reader = Peregrine\go(function () use ($input) {
                    note(json_encode(['cancelled', fread($input, 9), feof($input), is_resource($input)]));
                });
                foreach ([fn () => fclose($input), fn () => pclose($input), fn () => fread($input, 1), fn () => stream_set_chunk_size($input, 1 << 20)] as $try) {
                    try {
                        note(json_encode($try()));
                    } catch (TypeError $error) {
                        note($error->getMessage());
                    }
                }
                Peregrine\Coroutine::cancel($reader);
                note('goes on');
                echo fread($input, 9);
                break;
            case '/two':
                $copy = fopen('php://memory', 'w+');
                $channel = new Peregrine\Coroutine\Channel(3);
                Peregrine\go(fn () => $channel->push(stream_copy_to_stream($input, $copy)));
                Peregrine\go(fn () => $channel->push(file_get_contents('php://input')));
                $file = new SplFileObject('php://input');
                Peregrine\go(fn () => $channel->push($file->fgets()));
                try {
                    fclose($copy);
                } catch (TypeError $error) {
                    note($error->getMessage());
                }
                $file->fseek(0);
                note(json_encode($file->fread(3)));
                $got = [$channel->pop(), $channel->pop(), $channel->pop()];
                sort($got);
                rewind($copy);
                echo json_encode([$got, stream_get_contents($copy)]);
                break;
            default:
                note('in');
                echo stream_get_contents($input);
        }
    });
});
$begin = fn ($path, $fields = 'Content-Length: 10') => $running->connect()
    ->send("POST $path HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n$fields\r\n\r\n");
$client = $begin('/left');
$running->line('begun');
$client->send('abc');
echo $running->line('read'), "\n";
$client->close();
echo $running->line('warning'), "\n", $running->line('read'), "\n", $running->line('warning'), "\n", $running->line('['), "\n";

echo $begin('/left', 'Content-Length: 1001')->answer()->status, "\n";
$client = $begin('/left', 'Transfer-Encoding: chunked');
$running->line('begun');
$client->send("3\r\nabc\r\n");
echo $running->line('read'), "\n";
$client->send("3e8\r\n");
echo $client->answer()->status, ' ', $running->line('['), "\n";
foreach (['warning', 'read', 'warning'] as $said) {
    $running->line($said);
}

$client = $begin('/cancel');
foreach (range(1, 6) as $_) {
    echo $running->line(), "\n";
}
$client->send('1234567890');
echo $client->answer()->body, "\n";

$client = $begin('/two');
echo $running->line('fclose'), "\n", $running->line('false'), "\n";
$client->send("1234\n");
$client->send('67890');
echo $client->answer()->body, "\n";

$client = $begin('/', "Content-Length: 3\r\nExpect: 100-continue");
echo $client->answer()->status, ' ', $running->line('in'), "\n";
$client->send('abc');
echo $client->answer()->body, "\n";

$client = $running->connect()->send(PREFACE . frame(1, 4, 1, "\x83\x86\x04\x02/2\x01\x01a") . frame(0, 0, 1, 'abc'));
$running->line('in');
$client->send(frame(0, 1, 1, 'def'));
echo $client->until('abcdef') ? "h2\n" : '';
echo $running->stop();
?>
--EXPECTF--
read abc
warning: fread(): The rest of the request's body will not come
read 
warning: file_get_contents(): The rest of the request's body will not come
[["abc",false],"abc"]
413
read abc
413 [["abc",false],"abc"]
fclose(): %s stream resource
pclose(): %s stream resource
fread(): %s stream resource
stream_set_chunk_size(): %s stream resource
["cancelled",false,false,true]
goes on
123456789
fclose(): %s stream resource
false
[[10,"1234\n","1234\n67890"],"1234\n67890"]
100 in
abc
h2
