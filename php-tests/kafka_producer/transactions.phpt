--TEST--
Kafka\Producer: transactions park only their coroutine, say what is wrong, and are aborted when the producer is closed
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Coroutine;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{MockCluster, Producer};
use function Peregrine\{go, run};

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $servers = ['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0];
    $said = function (callable $call): void {
        try {
            $call();
            echo "nothing\n";
        } catch (KafkaException $e) {
            echo $e->getName(), ': ', $e->getMessage(), ' ', json_encode([$e->isRetriable(), $e->isFatal(), $e->transactionRequiresAbort()]), "\n";
        }
    };
    $said(fn() => (new Producer($servers))->beginTransaction());
    $producer = new Producer($servers + ['transactional.id' => 'x', 'reconnect.backoff.max.ms' => 100]);
    $said(fn() => $producer->beginTransaction());
    // It cannot end before another coroutine has run.
    $cluster->brokerDown();
    go(function () use ($cluster) {
        Coroutine::sleep(0.01);
        echo "others run\n";
        $cluster->brokerUp();
    });
    $producer->initTransactions();
    $said(fn() => $producer->commitTransaction());
    $producer->beginTransaction();
    $said(fn() => $producer->beginTransaction());
    $producer->send('t', 'one');
    $producer->commitTransaction();
    $producer->beginTransaction();
    $producer->enqueue('t', 'two');
    $producer->close();
    $said(fn() => $producer->beginTransaction());
});
?>
--EXPECTF--
_INVALID_ARG: the Kafka producer has no transactional.id [false,false,false]
%s: begin a transaction: %s [false,false,false]
others run
_STATE: commit the transaction: %s [false,false,false]
_STATE: begin a transaction: %s [false,false,false]
_STATE: the Kafka producer is closed [false,false,false]
