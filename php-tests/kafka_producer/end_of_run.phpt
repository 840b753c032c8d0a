--TEST--
What was enqueued is delivered when run() ends, also by producers whose objects are gone
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


$cluster = new MockCluster(); // without an event loop
$cluster->createTopic('t', 2);
$config = ['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 200];
run(function () use ($config) {
    global $kept;
    $kept = new Producer($config);
    $kept->enqueue('t', 'kept', partition: 0);
    go(function () use ($config) {
        $gone = new Producer($config);
        $gone->enqueue('t', 'gone', partition: 1);
    });
    echo "over\n";
});
var_dump($kept->inFlight());
try {
    $kept->send('t', 'v');
} catch (Peregrine\Exception\KafkaException $e) {
    echo $e->getMessage(), "\n";
}
run(function () use ($config, $cluster) {
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('t');
    $values = [$consumer->consume(10)->value, $consumer->consume(10)->value];
    sort($values);
    echo implode(' ', $values), "\n";
});
// All of it local: the cluster's object goes first, and waits for the producer.
run(function () {
    $cluster = new MockCluster();
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 200]);
    $producer->onFailure(fn($message, $error) => print("{$error->getMessage()}\n"));
    $producer->enqueue('t', 'v');
});
echo "done\n";
?>
--EXPECT--
over
int(0)
the Kafka producer is closed
gone kept
done
