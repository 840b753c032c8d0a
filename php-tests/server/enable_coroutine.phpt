--TEST--
option enable_coroutine: false runs one request after the other
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $together = true) {
    $server->set(['enable_coroutine' => $together]);
    $now = $most = 0;
    $server->on('request', function ($request, $response) use (&$now, &$most, $together) {
        $most = max($most, ++$now);
        for ($i = 0; $i < ($together ? 1000 : 1) && $most < 2; $i++) {
            Peregrine\Coroutine::sleep(0.02);
        }
        $now--;
        $response->end((string) $most);
    });
});
foreach ([true, false] as $together) {
    $running = $running->another($together);
    $clients = [];
    for ($i = 0; $i < 5; $i++) {
        $clients[] = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    $most = max(array_map(fn ($client) => $client->answer()->body, $clients));
    echo $together ? ($most > 1 ? 'together' : 'alone') : $most, "\n", $running->stop();
}
?>
--EXPECT--
together
1
