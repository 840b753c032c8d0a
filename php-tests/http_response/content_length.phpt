--TEST--
write() under a declared Content-Length is not chunked; more or less than declared is an error
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        set_error_handler(fn ($n, $text) => note($text));
        $response->header('Content-Length', '6');
        $result = [];
        foreach (str_split($request->get['t'], 3) as $piece) {
            $result[] = $response->write($piece);
        }
        note(json_encode([...$result, $response->end()]));
    });
});
foreach (['abcdef', 'abc', 'abcdefghi'] as $text) {
    $answer = $running->get("/?t=$text");
    echo $answer->body, ' ', json_encode([$answer->field('transfer-encoding'), $answer->whole]), "\n";
    do {
        echo $line = $running->line(), "\n";
    } while ($line[0] !== '[');
}
echo $running->stop();
?>
--EXPECT--
abcdef [null,true]
[true,true,true]
abc [null,false]
Peregrine\Http\Response::end(): the response ended 3 bytes short of its Content-Length; it was cut
[true,false]
abcdef [null,true]
Peregrine\Http\Response::write(): only 0 bytes are left of the Content-Length
[true,true,false,true]
