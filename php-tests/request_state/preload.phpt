--TEST--
Statics of classes that opcache preloads are a request's own, in all workers, before and after a reload
--SKIPIF--
<?php
if (!function_exists('opcache_get_status') || !opcache_get_status(false)) {
    die('skip opcache is off');
}
?>
--INI--
opcache.preload={PWD}/preload.inc
opcache.preload_user=root
peregrine.isolate=Preloaded\Container,Preloaded\Child,Preloaded\Memory,Preloaded\count_up
--FILE--
<?php
use Preloaded\{Cache, Child, Container, Level, Memory};
use function Preloaded\count_up;

require __DIR__ . '/../include/server.php';

$running = serve(function ($server) {
    $server->set(['request_state' => true, 'worker_num' => 2]);
    Container::$asked = 10;
    $server->on('workerStart', function ($server, $id) {
        Container::bind('worker', (string) $id);
        note("worker $id " . Container::$asked . ' ' . json_encode(opcache_get_status()['preload_statistics']['classes'] ?? null));
    });
    $server->on('request', function () use ($server) {
        $who = $_GET['who'];
        $before = [Container::$default, Child::$default, Memory::remember($who), Container::$asked];
        Container::$default = $who;
        Child::$default = "child $who";
        Container::bind('who', $who);
        Container::$asked++;
        Cache::$hits++;
        $counted = count_up();
        // Declared already: nothing is declared twice.
        require_once __DIR__ . '/preload.inc';
        Peregrine\Coroutine::sleep(0.001 * random_int(1, 5));
        $after = [Container::$default, Child::$default, Memory::remember($who), Container::$asked];
        $bound = str_replace("\"worker\":\"$server->worker_id\"", '"worker":W', Child::bound());
        echo json_encode([$before, $after, json_decode(strtr($bound, ['W' => '1']), true), $counted, count_up(), Level::from('low') === Level::DEFAULT, Cache::$hits > 0]);
    });
});
$wrong = 0;
$round = function (int $requests) use ($running, &$wrong) {
    for ($begun = 0; $begun < $requests; $begun += 20) {
        $clients = [];
        for ($i = $begun; $i < $begun + 20; $i++) {
            $clients["c$i"] = $running->connect()->send("GET /?who=c$i HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        }
        foreach ($clients as $who => $client) {
            $expected = json_encode([
                [null, 'of the child', null, 10], [$who, "child $who", $who, 11],
                ['made' => 'named', 'level' => 'low', 'worker' => 1, 'who' => $who], 1, 2, true, true,
            ]);
            $body = $client->answer()->body;
            $client->close();
            $body === $expected || $wrong++ > 2 || print("$who has $body\n");
        }
    }
};
echo implode("\n", $running->lines(2, 'worker')), "\n";
$round(200);
$running->signal(10);
echo implode("\n", $running->lines(2, 'worker')), "\n";
$round(200);
echo "$wrong wrong\n", $running->stop();
?>
--EXPECT--
worker 0 10 ["Preloaded\\Named","Preloaded\\Level","Preloaded\\Container","Preloaded\\Child","Preloaded\\Remembers","Preloaded\\Memory","Preloaded\\Cache"]
worker 1 10 ["Preloaded\\Named","Preloaded\\Level","Preloaded\\Container","Preloaded\\Child","Preloaded\\Remembers","Preloaded\\Memory","Preloaded\\Cache"]
worker 0 10 ["Preloaded\\Named","Preloaded\\Level","Preloaded\\Container","Preloaded\\Child","Preloaded\\Remembers","Preloaded\\Memory","Preloaded\\Cache"]
worker 1 10 ["Preloaded\\Named","Preloaded\\Level","Preloaded\\Container","Preloaded\\Child","Preloaded\\Remembers","Preloaded\\Memory","Preloaded\\Cache"]
0 wrong
