--TEST--
write() sends pieces at once, chunked; the head cannot be changed any more
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        set_error_handler(fn ($n, $text) => note($text));
        $response->header('X-Kind', 'stream');
        $response->status(202);
        $response->write('one');
        note('written');
        note(json_encode([$response->status(200), $response->header('X', 'y'), $response->cookie('a', 'b'), $response->redirect('/')]));
        $response->write('');
        $response->write(str_repeat('x', 100_000));
        note(json_encode([$response->end('end'), $response->end('again'), $response->write('more'), $response->isWritable()]));
    });
});
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('written');
$answer = $client->answer();
echo "$answer->status $answer->reason ", $answer->field('transfer-encoding'), ' ', $answer->field('x-kind'), ' ', strlen($answer->body), ' ', substr($answer->body, 0, 5), ' ', substr($answer->body, -4), "\n";
for ($i = 0; $i < 9; $i++) {
    echo $line = $running->line(), "\n";
    if (str_ends_with($line, 'false]') && $i > 5) {
        break;
    }
}
// HTTP/1.0 has no chunks: the connection's end is the body's.
$old = $running->connect()->send("GET / HTTP/1.0\r\n\r\n")->answer();
echo json_encode([$old->field('transfer-encoding'), strlen($old->body)]), "\n", $running->stop();
?>
--EXPECT--
202 Accepted chunked stream 100006 onexx xend
Peregrine\Http\Response::status(): the response's head is sent already: set status, headers and cookies before the first write()
Peregrine\Http\Response::header(): the response's head is sent already: set status, headers and cookies before the first write()
Peregrine\Http\Response::cookie(): the response's head is sent already: set status, headers and cookies before the first write()
Peregrine\Http\Response::redirect(): the response's head is sent already: set status, headers and cookies before the first write()
[false,false,false,false]
Peregrine\Http\Response::end(): the response is ended already
Peregrine\Http\Response::write(): the response is ended already
[true,false,false,false]
[null,100006]
