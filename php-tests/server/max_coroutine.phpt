--TEST--
option max_coroutine: go() above it throws, a request above it is answered 503, and all is well again after
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;
$running = serve(function ($server) {
    $server->set(['max_coroutine' => 10]);
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/fill') {
            $wait = new Coroutine\Channel();
            try {
                for ($made = 0; $made < 100; $made++) {
                    Peregrine\go(fn () => $wait->pop());
                }
            } catch (Throwable $e) {
                note("made $made: " . get_class($e) . ': ' . $e->getMessage());
            }
            note('full');
            Coroutine::sleep(0.2);
            $wait->close();
        }
        $response->end('served');
    });
});
$fill = $running->connect()->send("GET /fill HTTP/1.1\r\nHost: a\r\n\r\n");
echo $running->line('made'), "\n";
echo $running->get('/')->status, "\n";
echo $fill->answer(), "\n", $running->get('/'), "\n";
$running->stop();
?>
--EXPECT--
