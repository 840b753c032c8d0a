--TEST--
header(): replaces by name in any case, an array is one line each, null is none, line ends behind a value are left out, the name's case is formatted unless told
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->header('x-one', 'first');
        $response->header('X-ONE', 'second');
        $response->header('x-list', ['a', 'b', 3]);
        $response->setHeader('x-raw', 'raw', false);
        $response->header('x-number', 12);
        $response->header('x-empty', '');
        $response->header('content-type', 'text/csv');
        $response->header('x-space', "a\tb \r\n");
        $response->header('x-spaces', ["a\r\n", null, 'b', 3.5]);
        $response->header('x-gone', 'here');
        $response->header('X-Gone', null);
        $response->header('x-never', null);
        $response->header('Content-Length', '7');
        $response->header('Content-Length', '');
        $response->end('x');
    });
});
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
echo preg_replace('/^(Date: ).*$/m', '$1…', str_replace("\r", '', $client->until("\r\n\r\n"))), "\n", $running->stop();
?>
--EXPECT--
HTTP/1.1 200 OK
X-One: second
X-List: a
X-List: b
X-List: 3
x-raw: raw
X-Number: 12
X-Empty: 
Content-Type: text/csv
X-Space: a	b
X-Spaces: a
X-Spaces: b
X-Spaces: 3.5
Date: …
Content-Length: 1
