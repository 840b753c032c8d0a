--TEST--
option max_coroutine: go() above it warns and gives false, a request above it is answered 503, and all is well after
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;
$gate = fn (int $port) => sys_get_temp_dir() . "/peregrine-gate-$port";
$running = serve(function ($server) use ($gate) {
    $server->set(['max_coroutine' => 10]);
    $server->on('request', function ($request, $response) use ($server, $gate) {
        if ($request->server['path_info'] === '/fill') {
            $wait = new Coroutine\Channel();
            set_error_handler(fn ($n, $text) => note($text));
            for ($made = 0; Peregrine\go(fn () => $wait->pop()) !== false; $made++);
            restore_error_handler();
            note("made $made");
            while (file_exists($gate($server->port))) {
                Coroutine::sleep(0.01);
            }
            $wait->close();
        }
        $response->end('served');
    });
});
touch($gate($running->port));
try {
    $fill = $running->connect()->send("GET /fill HTTP/1.1\r\nHost: a\r\n\r\n");
    echo $running->line(), "\n", $running->line('made'), "\n";
    echo $running->get('/')->status, "\n";
} finally {
    unlink($gate($running->port));
}
echo $fill->answer(), "\n", $running->get('/'), "\n";
$running->stop();
?>
--EXPECT--
Peregrine\go(): 10 coroutines exist already: let some end first, or raise max_coroutine with Coroutine::set()
made 9
503
200 served
200 served
