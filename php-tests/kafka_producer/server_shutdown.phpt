--TEST--
What a worker has enqueued is delivered at its reload and at shutdown, also by a user process that is in the middle of its work
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Kafka\{Consumer, MockCluster, Producer};

require __DIR__ . '/../include/server.php';

if (getenv('BROKERS') === false) {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    putenv("BROKERS={$cluster->bootstrapServers()}");
}
// So long that only a flush sends anything in time.
$config = ['bootstrap.servers' => getenv('BROKERS'), 'linger.ms' => 60000];

$server = serve(function ($server) use ($config) {
    $server->on('workerStart', function () use ($config) {
        global $producer;
        $producer = new Producer($config);
        note('worker ' . getmypid());
    });
    $server->on('request', function ($request, $response) {
        global $producer;
        for ($i = 0; $i < 500; $i++) {
            $producer->enqueue('t', 'worker');
        }
        $response->end((string) $producer->inFlight());
    });
    $server->addProcess(new Peregrine\Process(function () use ($config) {
        $producer = new Producer($config);
        try {
            for ($i = 0; ; $i++) {
                $producer->enqueue('t', 'process');
                note("enqueued $i");
                Coroutine::sleep($i < 9 ? 0.001 : 3600);
            }
        } finally {
            $producer->enqueue('t', 'finally');
        }
    }));
});

$first = (int) substr($server->line('worker '), 7);
echo $server->get('/')->body, "\n";
$server->signal(10); // SIGUSR1
$server->line('worker ');
until(fn() => !is_alive($first), 'the end of the first worker');
echo $server->get('/')->body, "\n";
$server->line('enqueued 9');
$log = $server->stop();
var_dump($log);

Peregrine\run(function () {
    $consumer = new Consumer(['bootstrap.servers' => getenv('BROKERS'), 'group.id' => 'g', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('t');
    $counts = [];
    while ($message = $consumer->consume(array_sum($counts) < 1011 ? 10 : 0.2)) {
        $counts[$message->value] = ($counts[$message->value] ?? 0) + 1;
    }
    ksort($counts);
    print_r($counts);
});
?>
--EXPECT--
500
500
string(0) ""
Array
(
    [finally] => 1
    [process] => 10
    [worker] => 1000
)
