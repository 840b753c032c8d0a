--TEST--
pipeMessage gets the server, the sender's id and the value, whatever its type and size
--FILE--
<?php
require __DIR__ . '/../include/server.php';
class Point
{
    public function __construct(public int $x)
    {
    }
}
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('workerStart', fn () => note('ready'));
    $server->on('pipeMessage', function ($given, $from, $message) use ($server) {
        $shown = is_string($message) && strlen($message) > 50 ? strlen($message) . ' ' . md5($message) : serialize($message);
        note("$server->worker_id<$from " . ($given === $server ? '' : 'other server') . $shown);
    });
    $server->on('request', function ($request, $response) use ($server) {
        $to = 1 - $server->worker_id;
        $sent = [
            $server->sendMessage('text', $to), $server->sendMessage(['a' => [1, null, 2.5]], $to),
            $server->sendMessage(new Point(3), $to), $server->sendMessage(str_repeat("0123456789\0abcde", 65536), $to),
            $server->sendMessage('', $to), $server->sendMessage(null, $to), $server->sendMessage('self', $server->worker_id),
        ];
        $response->end(json_encode($sent));
    });
});
$running->lines(2, 'ready');
echo $running->get('/')->body, "\n";
for ($i = 0; $i < 7; $i++) {
    $line = $running->line();
    $lines[] = [substr($line, 0, 3), substr($line, 4)];
}
// Messages to one process keep their order; the one to itself is another process.
echo implode("\n", array_column(array_filter($lines, fn ($l) => $l[0] === '0<1' || $l[0] === '1<0'), 1)), "\n";
echo count(array_filter($lines, fn ($l) => $l === ['0<0', 's:4:"self";'] || $l === ['1<1', 's:4:"self";'])), "\n";
var_dump(md5(str_repeat("0123456789\0abcde", 65536)));
echo $running->stop();
?>
--EXPECT--
[true,true,true,true,true,true,true]
s:4:"text";
a:1:{s:1:"a";a:3:{i:0;i:1;i:1;N;i:2;d:2.5;}}
O:5:"Point":1:{s:1:"x";i:3;}
1048576 36f9ce4fb568c111f88cf98e0d269d46
s:0:"";
N;
1
string(32) "36f9ce4fb568c111f88cf98e0d269d46"
