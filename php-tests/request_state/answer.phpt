--TEST--
A handler that leaves the Response alone has answered with what it echoed and the headers it set
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

$handlers = [
    '/echo' => fn () => print('plain'),
    '/nothing' => fn () => null,
    '/headers' => function () {
        header('X-One: 1');
        header('X-One: 2', false);
        header('x-two: b');
        header('X-Gone: 1');
        header_remove('X-Gone');
        setcookie('a', 'b c', ['path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
        header('Content-Type: application/json');
        echo json_encode([headers_list(), headers_sent(), http_response_code()]);
    },
    '/status' => function () {
        var_dump(http_response_code(404));
    },
    '/status-early' => function () {
        http_response_code(404);
        echo 'none here';
    },
    '/line' => function () {
        header('HTTP/1.1 418 Short and stout');
        echo 'teapot';
    },
    '/redirect' => fn () => header('Location: /elsewhere'),
    '/no-content' => fn () => http_response_code(204),
    '/late' => function () {
        echo 'a';
        var_dump(headers_sent($file, $line));
        echo basename($file), ' ', $line > 0 ? 'line' : '', "\n";
        @header('X-Late: 1');
        echo preg_replace('~/\S*/~', '', error_get_last()['message']), "\n";
    },
    '/buffered' => function () {
        ob_start();
        echo 'in the buffer';
        header('X-Buffered: ' . var_export(headers_sent(), true));
        // left open
    },
    '/callback' => function () {
        header_register_callback(fn () => header('X-Last: 1'));
        echo 'x';
    },
    '/response' => function ($request, $response) {
        echo 'not this';
        header('X-Not: this');
        $response->header('X-Own', '1');
        $response->end('response');
    },
    '/mixed' => function ($request, $response) {
        $response->status(202);
        $response->header('X-Own', '1');
        echo 'echoed';
    },
    '/kept' => function ($request, $response) {
        Coroutine::create(function () use ($response) {
            Coroutine::sleep(0.01);
            $response->end('later');
        });
    },
    '/streamed' => function () {
        header('X-Streamed: 1');
        echo 'first,';
        flush();
        Coroutine::sleep(0.01);
        echo 'second,';
        flush();
        echo 'third';
    },
    '/large' => function () {
        for ($i = 0; $i < 40; $i++) {
            echo str_repeat(chr(65 + $i % 26), 100_000);
        }
    },
    '/length' => function () {
        header('Content-Length: 3');
        echo 'abc';
    },
    '/charset' => function () {
        ini_set('default_charset', 'ISO-8859-1');
        echo 'x';
    },
];

$running = serve(function ($server) use ($handlers) {
    $server->set(['request_state' => true]);
    $server->on('request', fn ($request, $response) => $handlers[$_SERVER['REQUEST_URI']]($request, $response));
});
$client = $running->connect();
foreach (array_keys($handlers) as $path) {
    $answer = $client->get($path);
    echo "$path: $answer->status $answer->reason";
    foreach ($answer->fields as $name => $values) {
        foreach (in_array($name, ['date', 'server', 'content-length']) ? [] : $values as $value) {
            echo " | $name: $value";
        }
    }
    echo ' | ', strlen($answer->body) > 200 ? strlen($answer->body) . ' ' . md5($answer->body) : trim($answer->body), "\n";
}
$client->send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n");
$head = $client->answer(to_head: true);
echo "HEAD: $head->status {$head->field('content-length')} [$head->body]\n";
echo $running->stop();
?>
--EXPECT--
/echo: 200 OK | content-type: text/html; charset=UTF-8 | plain
/nothing: 200 OK | content-type: text/html; charset=UTF-8 | 
/headers: 200 OK | x-one: 1 | x-one: 2 | x-two: b | set-cookie: a=b%20c; path=/; HttpOnly; SameSite=Lax | content-type: application/json | [["X-One: 1","X-One: 2","x-two: b","Set-Cookie: a=b%20c; path=\/; HttpOnly; SameSite=Lax","Content-Type: application\/json"],false,200]
/status: 404 Not Found | content-type: text/html; charset=UTF-8 | int(200)
/status-early: 404 Not Found | content-type: text/html; charset=UTF-8 | none here
/line: 418 Short and stout | content-type: text/html; charset=UTF-8 | teapot
/redirect: 302 Found | location: /elsewhere | content-type: text/html; charset=UTF-8 | 
/no-content: 204 No Content | content-type: text/html; charset=UTF-8 | 
/late: 200 OK | content-type: text/html; charset=UTF-8 | abool(true)
answer.php line
Cannot modify header information - headers already sent by (output started at answer.php:32)
/buffered: 200 OK | x-buffered: false | content-type: text/html; charset=UTF-8 | in the buffer
/callback: 200 OK | content-type: text/html; charset=UTF-8 | x-last: 1 | x
/response: 200 OK | x-own: 1 | content-type: text/html | response
/mixed: 202 Accepted | x-own: 1 | content-type: text/html | echoed
/kept: 200 OK | content-type: text/html | later
/streamed: 200 OK | x-streamed: 1 | content-type: text/html; charset=UTF-8 | transfer-encoding: chunked | first,second,third
/large: 200 OK | content-type: text/html; charset=UTF-8 | transfer-encoding: chunked | 4000000 0bde1c6a43304ed96c395a21ef268ffb
/length: 200 OK | content-type: text/html; charset=UTF-8 | abc
/charset: 200 OK | content-type: text/html; charset=ISO-8859-1 | x
HEAD: 200 5 []
