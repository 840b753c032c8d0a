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
                $is_first = !array_intersect(['works', 'late'], Order::$seen);
                Order::$seen[] = $is_first && hrtime(true) > Order::$due - 10_000_000 ? 'late' : 'works';
                while (hrtime(true) < Order::$due);
                break;
            default:
                echo implode(', ', Order::$seen);
        }
    });
});
try {
    // A process that was held up between the first two has shown nothing: once more, with another server.
    for ($try = 0; $try < 5 && str_contains($order ?? 'late', 'late'); $try++) {
        array_map(unlink(...), glob("$held*"));
        $running = $running->another($held);
        $all = [];
        foreach (['/hold', '/waits', '/works', '/works', '/works', '/works'] as $path) {
            $all[] = $client = $running->connect()->send("GET $path HTTP/1.1\r\nHost: a\r\n\r\n");
            $path === '/hold' && until(fn () => is_file("$held.begun"), 'the request that holds the worker');
        }
        touch($held);
        foreach ($all as $client) {
            $client->answer();
        }
        $order = $running->get('/order')->body;
        $log = $running->stop();
    }
    echo $order, "\n", $log;
} finally {
    @unlink($held);
    @unlink("$held.begun");
}
?>
--EXPECT--
waits, works, goes on, works, works, works
