--TEST--
Reloads under load, with requests that take a while: each is answered 200, none is lost
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('afterReload', fn () => note('reloaded'));
    $server->on('request', function ($request, $response) {
        Peregrine\Coroutine::sleep(0.02);
        $response->end((string) getmypid());
    });
});
$lost = $done = 0;
$pids = [];
for ($reload = 0; $reload < 3; $reload++) {
    $running->signal(10);
    do {
        $clients = [];
        for ($i = 0; $i < 20; $i++) {
            $clients[] = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        foreach ($clients as $client) {
            $answer = $client->answer();
            $answer?->status === 200 ? $done++ : $lost++;
            $pids[$answer?->body] = true;
            $client->close();
        }
        try {
            $reloaded = $running->line('reloaded', 0.001);
        } catch (Exception) {
            $reloaded = null;
        }
    } while (!$reloaded);
}
var_dump($lost, $done >= 60, count($pids) >= 4);
echo $running->stop();
?>
--EXPECT--
int(0)
bool(true)
bool(true)
