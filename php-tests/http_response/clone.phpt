--TEST--
A Response cannot be cloned into two answers, nor serialized
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $results = [];
        foreach ([fn () => clone $response, fn () => clone $request, fn () => serialize($response), fn () => serialize($request)] as $attempt) {
            try {
                $attempt();
                $results[] = 'no error';
            } catch (Throwable $e) {
                $results[] = $e->getMessage();
            }
        }
        $response->end(implode("\n", $results));
    });
});
echo $running->get('/'), "\n", $running->stop();
?>
--EXPECT--
200 Trying to clone an uncloneable object of class Peregrine\Http\Response
Trying to clone an uncloneable object of class Peregrine\Http\Request
Serialization of 'Peregrine\Http\Response' is not allowed
Serialization of 'Peregrine\Http\Request' is not allowed
