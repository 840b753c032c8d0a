--TEST--
Kafka\Producer::enqueue() returns before the report, and the message arrives
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $cluster->roundTrip(50);
    // So long that none is sent before the flush.
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 60000]);
    for ($i = 0; $i < 10; $i++) {
        var_dump($producer->enqueue('t', "v$i", headers: ['i' => "$i"]));
    }
    var_dump($producer->inFlight());
    $producer->flush(30);
    var_dump($producer->inFlight());
    try {
        $producer->enqueue('', 'v');
    } catch (Peregrine\Exception\KafkaException $e) {
        echo $e->getMessage(), "\n";
    }
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('t');
    for ($i = 0; $i < 10; $i++) {
        $message = $consumer->consume(10);
        echo "$message->value {$message->headers['i']} ";
    }
});
?>
--EXPECT--
NULL
NULL
NULL
NULL
NULL
NULL
NULL
NULL
NULL
NULL
int(10)
int(0)
send to topic : a topic's name has 1 to 249 characters
v0 0 v1 1 v2 2 v3 3 v4 4 v5 5 v6 6 v7 7 v8 8 v9 9
