--TEST--
What would break out of its place in a request is refused
--FILE--
<?php
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

final class Open extends Client {}

run(function () {
    $client = new Open('127.0.0.1', 1);
    $tries = [
        fn () => $client->get("/a\r\nX-Evil: 1"),
        fn () => $client->get('/a b'),
        fn () => $client->get("/\xc3\xa4"),
        fn () => $client->get(''),
        fn () => $client->post('relative', 'x'),
        fn () => $client->execute('http://example.org/'),
        fn () => $client->download("/\0", '/tmp/x'),
        fn () => $client->setMethod("GET / HTTP/1.1\r\n"),
        fn () => $client->setMethod(''),
        fn () => $client->setMethod('CONNECT'),
        fn () => $client->setHeaders(["X-A\r\nX-Evil" => '1']),
        fn () => $client->setHeaders(['X-A' => "1\r\nX-Evil: 1"]),
        fn () => $client->setHeaders(['X-A' => ["1\n"]]),
        fn () => $client->setHeaders(['X-A' => [[1]]]),
        fn () => $client->setHeaders(['X-A: 1']),
        fn () => $client->setHeaders(['' => '1']),
        fn () => $client->setHeaders(['Transfer-Encoding' => 'chunked']),
        fn () => $client->setHeaders(['Upgrade' => 'websocket']),
        fn () => $client->setCookies(['a=b; c' => '1']),
        fn () => $client->setCookies(["a\r\nb" => '1']),
        fn () => $client->setCookies(['a' => []]),
        fn () => $client->setBasicAuth('a:b', 'secret'),
        function () use ($client) {
            $client->requestHeaders = ['X-A' => "1\r\n"];
            $client->get('/');
        },
        function () use ($client) {
            $client->requestHeaders = null;
            $client->cookies = ['a b' => '1'];
            $client->get('/');
        },
        function () use ($client) {
            $client->cookies = null;
            $client->requestMethod = "A B";
            $client->execute('/');
        },
    ];
    foreach ($tries as $try) {
        try {
            $try();
            echo "taken\n";
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
    var_dump($client->statusCode);
    // Values that are not special in their place are no danger.
    $client->requestMethod = null;
    $client->setCookies(['a' => "x\r\ny; z=1"]);
    $client->get('/');
    echo preg_match('/^Cookie: (.*)\r$/m', $client->getHeaderOut(), $match), " $match[1]\n";
});
?>
--EXPECT--
Peregrine\Coroutine\Http\Client::get(): Argument #1 ($path) is wrong: the path has a character that must be percent-encoded (rawurlencode())
Peregrine\Coroutine\Http\Client::get(): Argument #1 ($path) is wrong: the path has a character that must be percent-encoded (rawurlencode())
Peregrine\Coroutine\Http\Client::get(): Argument #1 ($path) is wrong: the path has a character that must be percent-encoded (rawurlencode())
Peregrine\Coroutine\Http\Client::get(): Argument #1 ($path) is wrong: the path must begin with '/'; the host is an argument of the constructor
Peregrine\Coroutine\Http\Client::post(): Argument #1 ($path) is wrong: the path must begin with '/'; the host is an argument of the constructor
Peregrine\Coroutine\Http\Client::execute(): Argument #1 ($path) is wrong: the path must begin with '/'; the host is an argument of the constructor
Peregrine\Coroutine\Http\Client::download(): Argument #1 ($path) is wrong: the path has a character that must be percent-encoded (rawurlencode())
Peregrine\Coroutine\Http\Client::setMethod(): Argument #1 ($method) is wrong: the method must be a token, such as GET
Peregrine\Coroutine\Http\Client::setMethod(): Argument #1 ($method) is wrong: the method must be a token, such as GET
Peregrine\Coroutine\Http\Client::setMethod(): Argument #1 ($method) is wrong: method CONNECT is for proxies, which are not supported
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: 'X-A\r\nX-Evil' is no name of a header field: letters, digits and !#$%&'*+-.^_`|~
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: the value of header field 'X-A' has a control character, such as CR or LF
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: the value of header field 'X-A' has a control character, such as CR or LF
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: there is an array where a string must be
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: the names must be the keys, but there is a key 0
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: '' is no name of a header field: letters, digits and !#$%&'*+-.^_`|~
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: header field 'Transfer-Encoding' cannot be set: how the body is sent is the client's
Peregrine\Coroutine\Http\Client::setHeaders(): Argument #1 ($headers) is wrong: header field 'Upgrade' cannot be set: how the body is sent is the client's
Peregrine\Coroutine\Http\Client::setCookies(): Argument #1 ($cookies) is wrong: 'a=b; c' is no name of a cookie
Peregrine\Coroutine\Http\Client::setCookies(): Argument #1 ($cookies) is wrong: 'a\r\nb' is no name of a cookie
Peregrine\Coroutine\Http\Client::setCookies(): Argument #1 ($cookies) is wrong: there is an array where a string must be
Peregrine\Coroutine\Http\Client::setBasicAuth(): Argument #1 ($username) must not contain a colon (RFC 7617)
Http\Client::$requestHeaders is wrong: the value of header field 'X-A' has a control character, such as CR or LF
Http\Client::$cookies is wrong: 'a b' is no name of a cookie
Http\Client::$requestMethod is wrong: the method must be a token, such as GET
int(0)
1 a=x%0D%0Ay%3B+z%3D1
