--TEST--
A message for which there is no callback is dropped with a warning
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($server->sendMessage('x', 0))));
});
echo $running->get('/'), "\n";
until(fn () => str_contains($running->log(), "there is no callback for 'pipeMessage'"), 'the warning');
$running->stop();
?>
--EXPECT--
200 true
