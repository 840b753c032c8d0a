--TEST--
What makes no cookie is refused by Response::cookie(), and sends nothing
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Cookie;
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $results = [];
        foreach ([new Cookie(), (new Cookie())->withName('a')->withValue('1')->withPath("/\r\nX: y"), "a\r\nX: y", new stdClass(), []] as $cookie) {
            try {
                $results[] = var_export($response->cookie($cookie, 'v'), true);
            } catch (Throwable $e) {
                $results[] = $e::class . ': ' . $e->getMessage();
            }
        }
        $response->write(implode("\n", $results) . "\n");
        $results = [@$response->cookie((new Cookie())->withName('a')->withValue('late')), error_get_last()['message']];
        $response->end(json_encode($results));
    });
});
$answer = $running->get('/');
echo $answer, "\n";
var_dump($answer->fields['set-cookie'] ?? null, $answer->fields['x'] ?? null);
echo $running->stop();
?>
--EXPECT--
200 ValueError: Peregrine\Http\Response::cookie(): Argument #1 ($name_or_object) makes no cookie: a cookie's name must not be empty and must not have '=', commas, semicolons, blanks or controls
ValueError: Peregrine\Http\Response::cookie(): Argument #1 ($name_or_object) makes no cookie: a cookie's path must not have semicolons, commas or controls
ValueError: Peregrine\Http\Response::cookie(): Argument #1 ($name_or_object) makes no cookie: a cookie's name must not be empty and must not have '=', commas, semicolons, blanks or controls
TypeError: Peregrine\Http\Response::cookie(): Argument #1 ($name_or_object) must be of type string, stdClass given
TypeError: Peregrine\Http\Response::cookie(): Argument #1 ($name_or_object) must be of type string, array given
[false,"Peregrine\\Http\\Response::cookie(): the response's head is sent already: set status, headers and cookies before the first write()"]
NULL
NULL
