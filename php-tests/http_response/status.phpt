--TEST--
status(): code and reason; a code out of range or a reason that breaks out throws
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        foreach ([[200, "a\r\nX: y"], [199], [1000], [-1]] as $arguments) {
            try {
                $response->status(...$arguments);
                note('no error');
            } catch (ValueError $e) {
                note($e->getMessage());
            }
        }
        $response->status(...explode(',', $request->get['s']));
        $response->end('x');
    });
});
foreach (['404', '299', '200,All Fine', '503', '404,'] as $status) {
    $answer = $running->get('/?s=' . rawurlencode($status));
    echo "$answer->status [$answer->reason]\n";
}
for ($i = 0; $i < 4; $i++) {
    echo $running->line(), "\n";
}
echo $running->stop();
?>
--EXPECT--
404 [Not Found]
299 []
200 [All Fine]
503 [Service Unavailable]
404 [Not Found]
Peregrine\Http\Response::status(): Argument #2 ($reason) must not contain CR, LF or NUL
Peregrine\Http\Response::status(): Argument #1 ($http_code) must be from 200 to 999
Peregrine\Http\Response::status(): Argument #1 ($http_code) must be from 200 to 999
Peregrine\Http\Response::status(): Argument #1 ($http_code) must be from 200 to 999
