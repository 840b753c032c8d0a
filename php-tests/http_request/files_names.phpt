--TEST--
Names of parts and files are bytes: pages in other encodings, escapes, boundaries as they are sent; as PHP's own parser
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(serialize([$request->post,
        array_map(fn ($file) => [$file['name'], $file['size'], $file['error']], $request->files ?? [])])));
});
$names = ["\xe9", "\x83\x5cb", 'a\\\\b', 'a\\"b', "it's", 'a;b', 'a=b', 'a"; x="y', 'a\\x'];
$body = '';
foreach ($names as $n => $name) {
    $body .= "--B\r\nContent-Disposition: form-data; name=\"f$n\"; filename=\"$name\"\r\n\r\n$n\r\n"
        . "--B\r\ncontent-disposition: form-data; NAME=\"$name\"\r\n\r\nv$n\r\n";
}
[$post, $files] = unserialize($running->post('/', "$body--B--\r\n", "Content-Type: multipart/form-data; boundary=B\r\n")->body);
foreach ($files as $name => $file) {
    echo "$name: ", rawurlencode(implode(' ', $file)), "\n";
}
foreach ($post as $name => $value) {
    echo rawurlencode($name), " = $value\n";
}
foreach (['----=_Part_1_2.3', '"b b"', "'()+_,-./:=?", '"\'()+_,-./:=?"; charset=utf-8'] as $boundary) {
    $plain = trim(explode('"; ', $boundary)[0], '"');
    $part = "--$plain\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--$plain--\r\n";
    echo $boundary, ' ', $running->post('/', $part, "Content-Type: multipart/form-data; boundary=$boundary\r\n")->body, "\n";
}
echo $running->post('/', 'x', "Content-Type: multipart/form-database; boundary=B\r\n")->status, "\n", $running->stop();
?>
--EXPECT--
f0: %E9%201%200
f1: b%201%200
f2: b%201%200
f3: a%22b%201%200
f4: it%27s%201%200
f5: a%3Bb%201%200
f6: a%3Db%201%200
f7: a%201%200
f8: x%201%200
%E9 = v0
%83%5Cb = v1
a%5Cb = v2
a%22b = v3
it%27s = v4
a%3Bb = v5
a%3Db = v6
a = v7
a%5Cx = v8
----=_Part_1_2.3 a:2:{i:0;a:1:{s:1:"a";s:1:"1";}i:1;a:0:{}}
"b b" a:2:{i:0;a:1:{s:1:"a";s:1:"1";}i:1;a:0:{}}
'()+_,-./:=? a:2:{i:0;a:1:{s:1:"a";s:1:"1";}i:1;a:0:{}}
"'()+_,-./:=?"; charset=utf-8 a:2:{i:0;a:1:{s:1:"a";s:1:"1";}i:1;a:0:{}}
200
