--TEST--
exit after end() keeps the answer; what exit prints goes to the output
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->end('answered');
        exit('printed');
    });
});
echo $running->get('/'), "\n", $running->stop(), "\n";
?>
--EXPECT--
200 answered
printed
