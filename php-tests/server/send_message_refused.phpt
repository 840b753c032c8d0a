--TEST--
sendMessage() to nobody gives false and a warning; a value that cannot be serialized throws
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) use ($server) {
        set_error_handler(function ($n, $text) use (&$warning) {
            $warning = $text;
        });
        $result = [$server->sendMessage('x', 5), $warning];
        foreach ([fn () => $server->sendMessage('x', -1), fn () => $server->sendMessage(fn () => 1, 0)] as $call) {
            try {
                $result[] = $call();
            } catch (Throwable $e) {
                $result[] = get_class($e) . ': ' . $e->getMessage();
            }
        }
        $response->end(implode("\n", array_map(fn ($r) => is_string($r) ? $r : json_encode($r), $result)));
    });
});
echo $running->get('/')->body, "\n", $running->stop();
?>
--EXPECT--
false
Peregrine\Server::sendMessage(): there is no process 5; this server has 0 to 0
ValueError: Peregrine\Server::sendMessage(): Argument #2 ($dst_worker_id) must be the id of a worker or user process
Exception: Serialization of 'Closure' is not allowed
