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
