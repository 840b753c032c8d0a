--TEST--
Request line, field lines and their number have limits: 414, 431; what is no HTTP is 400, other versions 505
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end('fine'));
});
$cases = [
    'target of 8,000' => 'GET /' . str_repeat('a', 8000) . " HTTP/1.1\r\nHost: a\r\n\r\n",
    'target of 9,000' => 'GET /' . str_repeat('a', 9000) . " HTTP/1.1\r\nHost: a\r\n\r\n",
    'field of 60,000' => "GET / HTTP/1.1\r\nHost: a\r\nX: " . str_repeat('a', 60_000) . "\r\n\r\n",
    'field of 70,000' => "GET / HTTP/1.1\r\nHost: a\r\nX: " . str_repeat('a', 70_000) . "\r\n\r\n",
    '99 more fields' => "GET / HTTP/1.1\r\nHost: a\r\n" . str_repeat("X: y\r\n", 99) . "\r\n",
    '100 more fields' => "GET / HTTP/1.1\r\nHost: a\r\n" . str_repeat("X: y\r\n", 100) . "\r\n",
    'no Host' => "GET / HTTP/1.1\r\n\r\n",
    'two Hosts' => "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    'two lengths' => "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    'bare LF' => "GET / HTTP/1.1\nHost: a\n\n",
    'folded line' => "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
    'blank before colon' => "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    'nonsense' => "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    'version 2.0' => "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    'length not a number' => "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
];
foreach ($cases as $name => $text) {
    echo "$name: ", $running->ask($text)?->status, "\n";
}
echo $running->stop();
?>
--EXPECT--
target of 8,000: 200
target of 9,000: 414
field of 60,000: 200
field of 70,000: 431
99 more fields: 200
100 more fields: 431
no Host: 400
two Hosts: 400
two lengths: 400
bare LF: 400
folded line: 400
blank before colon: 400
nonsense: 400
version 2.0: 505
length not a number: 400
