--TEST--
header(): replaces by name in any case, an array is one line each, the name's case is formatted unless told
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
Date: …
Content-Length: 1
