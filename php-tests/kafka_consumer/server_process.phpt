--TEST--
A consumer in a server's user process: SIGTERM ends its loop, what was handed out is committed, the group goes on behind it
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};

require __DIR__ . '/../include/server.php';

if (getenv('BROKERS') === false) {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    putenv("BROKERS={$cluster->bootstrapServers()}");
}
$config = [
    'bootstrap.servers' => getenv('BROKERS'), 'group.id' => 'g', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 4000, 'heartbeat.interval.ms' => 300,
];

$server = serve(function ($server) use ($config) {
    $server->on('request', fn($request, $response) => $response->end());
    $server->addProcess(new Peregrine\Process(function () use ($config) {
        $consumer = new Consumer($config);
        $consumer->subscribe('t');
        try {
            foreach ($consumer as $message) {
                note("read $message->value");
            }
        } finally {
            note('finally');
        }
    }));
});
Peregrine\run(function () {
    $producer = new Producer(['bootstrap.servers' => getenv('BROKERS'), 'linger.ms' => 0]);
    $producer->send('t', '1');
    $producer->send('t', '2');
});
echo $server->line('read 2'), "\n";
var_dump($server->stop());
echo $server->line('finally'), "\n";
Peregrine\run(function () use ($config) {
    (new Producer(['bootstrap.servers' => getenv('BROKERS')]))->enqueue('t', '3');
    $consumer = new Consumer($config);
    $consumer->subscribe('t');
    echo $consumer->consume(20)->value, "\n";
});
?>
--EXPECT--
read 2
string(0) ""
finally
3
