--TEST--
trailer(): fields behind a chunked body, none where nothing can follow
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $try = function (string $name, string $value) use ($response) {
            try {
                return $response->trailer($name, $value);
            } catch (ValueError $error) {
                return $error->getMessage();
            }
        };
        switch ($request->server['path_info']) {
            case '/whole':
                note([$try('x-sum', '1'), $try('content-length', '1'), $try('a b', '1'), $try('x', "1\r\ny: 2")]);
                return $response->end('body');
            case '/pieces':
                $response->write('one');
                note([$try('x-late', '2')]);
                return note([$response->end('two'), @$try('x-later', '3')]);
            case '/length':
                $response->header('Content-Length', '3');
                $response->write('one');
                note([@$try('x', '1')]);
                return $response->end();
        }
    });
});
foreach (['/whole' => 1, '/pieces' => 2, '/length' => 1] as $path => $notes) {
    $client = $running->connect();
    $client->send("GET $path HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    [$head, $body] = explode("\r\n\r\n", $client->rest(), 2);
    echo $path, ' ', json_encode($body), "\n";
    while ($notes--) {
        echo $running->line(), "\n";
    }
}
$client = $running->connect();
$client->send("GET /whole HTTP/1.0\r\n\r\n");
echo json_encode(explode("\r\n\r\n", $client->rest(), 2)[1]), "\n";
echo $running->stop();
?>
--EXPECT--
/whole "4\r\nbody\r\n0\r\nX-Sum: 1\r\n\r\n"
[true,"Peregrine\\Http\\Response::trailer(): Argument #1 ($key) cannot be a trailer: content-length cannot be a trailer: set it as a header (RFC 9110 6.5.1)","Peregrine\\Http\\Response::trailer(): Argument #1 ($key) cannot be a trailer: header name \"a b\" must be a non-empty token: letters, digits and !#$%&'*+-.^_`|~","Peregrine\\Http\\Response::trailer(): Argument #2 ($value) must not contain CR, LF or NUL"]
/pieces "3\r\none\r\n3\r\ntwo\r\n0\r\nX-Late: 2\r\n\r\n"
[true]
[true,false]
/length "one"
[false]
"body"
