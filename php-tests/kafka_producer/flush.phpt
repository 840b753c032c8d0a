--TEST--
Kafka\Producer::flush() does not wait for linger.ms, and throws when its time passes
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Exception\KafkaException;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 60000]);
    $producer->flush(0);
    $producer->enqueue('t', '1');
    $producer->flush();
    var_dump($producer->inFlight());
    $cluster->brokerDown();
    $producer->enqueue('t', '2');
    $producer->enqueue('t', '3');
    try {
        $producer->flush(0.05);
    } catch (KafkaException $e) {
        echo $e->getMessage(), ' ', $e->getName(), "\n";
    }
    var_dump($producer->inFlight());
    foreach ([-1, NAN] as $wrong) {
        try {
            $producer->flush($wrong);
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
    $cid = go(function () use ($producer) {
        try {
            $producer->flush(INF);
        } catch (Peregrine\Coroutine\CanceledException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    Peregrine\Coroutine::cancel($cid);
    $cluster->brokerUp();
    $producer->flush();
    var_dump($producer->inFlight());
});
?>
--EXPECT--
int(0)
flush: 2 records are not acknowledged after 0.050 s _TIMED_OUT
int(2)
Peregrine\Kafka\Producer::flush(): Argument #1 ($timeout) must be 0 or more seconds
Peregrine\Kafka\Producer::flush(): Argument #1 ($timeout) must be 0 or more seconds
flush() was cancelled
int(0)
