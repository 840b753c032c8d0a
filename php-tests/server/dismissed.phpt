--TEST--
A request that cancel_on_disconnect or request_timeout ends where it waits is no error, nor its exception handler's; what user code cancels or throws is
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

$running = serve(function ($server, $isolates = false) {
    $server->set(['cancel_on_disconnect' => true, 'request_timeout' => 0.2 * PACE, 'request_state' => $isolates]);
    $server->on('request', function ($request, $response) {
        switch ($request->server['path_info']) {
            case '/own':
                throw new Coroutine\CanceledException('mine');
            case '/cancel':
                $id = Coroutine::getCid();
                Peregrine\go(function () use ($id) {
                    Coroutine::sleep(0); // once the other waits
                    Coroutine::cancel($id, true);
                });
                Coroutine::sleep(60);
                return;
            case '/another':
                try {
                    Coroutine::sleep(60);
                } catch (Coroutine\CanceledException) {
                    throw new LogicException('on the way out');
                }
                return;
            case '/handler':
                set_exception_handler(fn () => note('handler'));
        }
        Coroutine::defer(fn () => note('over'));
        note('in');
        Coroutine::sleep(60);
    });
});
foreach ([$running, $running->another(true)] as $running) {
    foreach (['/', '/handler'] as $path) {
        $client = $running->connect()->send("GET $path HTTP/1.1\r\nHost: a\r\n\r\n");
        echo $running->line(), ' ';
        $client->close();
        echo $running->line(), ', ';
        echo $running->get($path)->status, ' ', $running->line(), ' ', $running->line(), "\n";
    }
    foreach (['/own', '/cancel', '/another'] as $path) {
        echo $running->get($path)->status, "\n";
    }
    preg_match_all('/Uncaught (\S+: .*) in /', $running->stop(), $found);
    echo implode("\n", preg_replace('/#\d+/', '#N', array_values(array_unique($found[1])))), "\n";
}
?>
--EXPECT--
in over, 504 in over
in over, 504 in over
500
500
504
Peregrine\Coroutine\CanceledException: mine
Peregrine\Coroutine\CanceledException: coroutine #N was cancelled
LogicException: on the way out
in over, 504 in over
in over, 504 in over
500
500
504
Peregrine\Coroutine\CanceledException: mine
Peregrine\Coroutine\CanceledException: coroutine #N was cancelled
LogicException: on the way out
