--TEST--
A consumer in a server's worker: a reload lets its handlers end, the next worker goes on behind them; stats() counts
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Kafka\{Consumer, Message, MockCluster, Producer};

require __DIR__ . '/../include/server.php';

if (getenv('BROKERS') === false) {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    putenv("BROKERS={$cluster->bootstrapServers()}");
}
$server = serve(function ($server) {
    $server->set(['worker_num' => 1]);
    $server->on('workerStart', function () {
        Peregrine\go(function () {
            $consumer = new Consumer([
                'bootstrap.servers' => getenv('BROKERS'), 'group.id' => 'g', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 4000, 'heartbeat.interval.ms' => 300,
            ]);
            $consumer->subscribe('t');
            $consumer->each(function (Message $message) {
                note("begun $message->value");
                Coroutine::sleep(0.3);
                note("ended $message->value");
            });
            note('left');
        });
    });
    $server->on('request', function ($request, $response) use ($server) {
        if ($request->server['request_uri'] === '/reload') {
            $server->reload();
        }
        $response->end(json_encode($server->stats()['kafka_received'] ?? null));
    });
});
$send = fn(string $value) => Peregrine\run(fn() => (new Producer(['bootstrap.servers' => getenv('BROKERS'), 'linger.ms' => 0]))->send('t', $value));
$send('1');
echo $server->line('begun 1'), "\n";
$server->get('/reload');
echo $server->line('ended 1'), "\n", $server->line('left'), "\n";
$send('2');
echo $server->line('begun 2'), "\n", $server->line('ended 2'), "\n";
var_dump(until(fn() => (int) $server->get('/')->body >= 2, 'both messages are counted'));
var_dump($server->stop());
?>
--EXPECT--
begun 1
ended 1
left
begun 2
ended 2
bool(true)
string(0) ""
