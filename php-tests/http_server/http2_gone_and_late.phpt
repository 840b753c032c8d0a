--TEST--
HTTP/2: a reset stream and a closed connection cancel their requests, or are told by isWritable(); request_timeout answers 504
--SKIPIF--
<?php str_contains((string) shell_exec('curl -V'), 'HTTP2') or die('skip curl without HTTP/2'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/leaving.php';

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

$running = serve(fn ($server, $cancels = true, $seconds = 0) => leaving($server, $cancels, $seconds));
$client = $running->connect()->send(PREFACE . ask(1, '/wait') . ask(3, '/wait'));
echo $running->line('in'), ', ', $running->line('in'), "\n";
$client->send(frame(3, 0, 1, "\0\0\0\x08"));
echo 'reset: ', gone($running), "\n";
// The connection and its other stream go on.
$client->send(ask(5, '/'));
$client->until('here');
$client->close();
echo 'closed: ', gone($running), "\n";
$running->stop();

$running = $running->another(false);
$client = $running->connect()->send(PREFACE . ask(1, '/watch') . ask(3, '/watch'));
echo $running->line('in'), ', ', $running->line('in'), "\n";
$client->send(frame(3, 0, 1, "\0\0\0\x08"));
echo 'reset: ', $running->line('not writable'), "\n";
$client->close();
echo 'closed: ', $running->line('not writable'), "\n";
$running->stop();

$running = $running->another(false, 0.2);
late($running, '--http2-prior-knowledge', "http://127.0.0.1:$running->port");
$running->stop();
?>
--EXPECT--
in, in
reset: cancelled, finally
closed: cancelled, finally
in, in
reset: not writable
closed: not writable
504 504 Gateway Timeout
cancelled, finally
200 a piece (cut)
cancelled, finally
200 here
