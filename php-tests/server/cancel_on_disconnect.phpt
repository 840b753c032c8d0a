--TEST--
cancel_on_disconnect cancels the request of a client that leaves, once, where it waits
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

$running = serve(function ($server) {
    $server->set(['cancel_on_disconnect' => true]);
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] !== '/wait') {
            return $response->end('here');
        }
        note('in');
        try {
            Coroutine::sleep(60);
        } catch (Coroutine\CanceledException) {
            note('cancelled');
            Coroutine::sleep(0.05);
            note('once');
        }
    });
});
$client = $running->connect()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
echo $running->line(), "\n";
$client->close();
echo $running->line(), ', ', $running->line(), "\n";
echo $running->get('/')->body, "\n";
$running->stop();
?>
--EXPECT--
in
cancelled, once
here
