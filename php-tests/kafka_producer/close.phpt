--TEST--
Kafka\Producer::close() delivers, ends who waits, and makes later calls fail
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Exception\KafkaException;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $config = ['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 60000];
    $producer = new Producer($config);
    $producer->enqueue('t', '1');
    $producer->close();
    $producer->close();
    var_dump($producer->inFlight());
    foreach (['send' => ['t', 'v'], 'enqueue' => ['t', 'v'], 'flush' => []] as $method => $arguments) {
        try {
            $producer->$method(...$arguments);
        } catch (KafkaException $e) {
            echo "$method: {$e->getMessage()} ({$e->getName()})\n";
        }
    }
    $producer = new Producer($config);
    $cluster->brokerDown();
    go(function () use ($producer) {
        try {
            $producer->send('t', 'v');
        } catch (KafkaException $e) {
            echo $e->getName(), "\n";
        }
    });
    try {
        $producer->close(0.05);
    } catch (KafkaException $e) {
        echo $e->getMessage(), "\n";
    }
    var_dump($producer->inFlight());
});
?>
--EXPECT--
int(0)
send: the Kafka producer is closed (_STATE)
enqueue: the Kafka producer is closed (_STATE)
flush: the Kafka producer is closed (_STATE)
_PURGE_QUEUE
flush: 1 records are not acknowledged after 0.050 s
int(0)
