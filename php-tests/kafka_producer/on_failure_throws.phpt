--TEST--
An exception that Kafka\Producer::onFailure() lets out is reported as of any coroutine; a whole failed queue runs through it
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers()]);
    $failed = 0;
    $producer->onFailure(function () use (&$failed) {
        $failed++;
        Peregrine\Coroutine::sleep(0.001);
    });
    $cluster->brokerDown();
    for ($i = 0; $i < 1000; $i++) {
        $producer->enqueue('t', "$i");
    }
    try {
        $producer->close(0.05);
    } catch (Peregrine\Exception\KafkaException $e) {
        echo $e->getName(), ' ', $e->getMessage(), "\n";
    }
    while ($failed < 1000) {
        Peregrine\Coroutine::sleep(0.005);
    }
    echo "$failed\n";
});
run(function () {
    $cluster = new MockCluster();
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'retries' => 0]);
    $producer->onFailure(fn() => throw new Exception('from the callback'));
    $cluster->failRequests('Produce', 87);
    $producer->enqueue('t', 'v');
    Peregrine\Coroutine::sleep(10);
});
?>
--EXPECTF--
_TIMED_OUT flush: 1000 records are not acknowledged after 0.050 s
1000

Fatal error: Uncaught Exception: from the callback in %s:%d
Stack trace:
#0 %A
