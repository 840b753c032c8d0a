--TEST--
request_state: one request begins in each turn of the event loop, behind those that can go on
--FILE--
<?php
require __DIR__ . '/../include/server.php';
final class Order
{
    public static array $seen = [];
    public static int $due = 0;
}
$held = sys_get_temp_dir() . '/peregrine-turns-' . getmypid();
$running = serve(function ($server, string $held = '') {
    $server->set(['request_state' => true]);
    $server->on('request', function ($request, $response) use ($held) {
        switch ($request->server['request_uri']) {
            case '/hold': // the whole worker, so that the others arrive together
                touch("$held.begun");
                for ($i = 0; $i < 4000 && !is_file($held); $i++) {
                    usleep(5000);
                    clearstatcache();
                }
                break;
            case '/waits':
                Order::$seen[] = 'waits';
                Order::$due = hrtime(true) + 210_000_000 * PACE;
                Peregrine\Coroutine::sleep(0.2 * PACE);
                Order::$seen[] = 'goes on';
                break;
            case '/works': // until the other's time has passed
                Order::$seen[] = 'works';
                while (hrtime(true) < Order::$due);
                break;
            default:
                echo implode(', ', Order::$seen);
        }
    });
})->another($held);
try {
    $all = [];
    foreach (['/hold', '/waits', '/works', '/works', '/works', '/works'] as $path) {
        $all[] = $client = $running->connect()->send("GET $path HTTP/1.1\r\nHost: a\r\n\r\n");
        $path === '/hold' && until(fn () => is_file("$held.begun"), 'the request that holds the worker');
    }
    touch($held);
    foreach ($all as $client) {
        $client->answer();
    }
    echo $running->get('/order')->body, "\n", $running->stop();
} finally {
    @unlink($held);
    @unlink("$held.begun");
}
?>
--EXPECT--
waits, works, goes on, works, works, works
