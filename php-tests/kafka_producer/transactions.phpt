--TEST--
Kafka\Producer: transactions park only their coroutine, say what is wrong, and are aborted when the producer is closed
--FILE--
<?php
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
    $producer = new Producer($servers + ['transactional.id' => 'x']);
    $said(fn() => $producer->beginTransaction());
    $cluster->roundTrip(100);
    $ticks = 0;
    $ticker = go(function () use (&$ticks) {
        while (!Coroutine::isCanceled()) {
            Coroutine::sleep(0.01);
            $ticks++;
        }
    });
    $producer->initTransactions();
    Coroutine::cancel($ticker);
    echo $ticks > 5 ? "others ran\n" : "only $ticks ticks\n";
    $cluster->roundTrip(0);
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
others ran
_STATE: commit the transaction: %s [false,false,false]
_STATE: begin a transaction: %s [false,false,false]
_STATE: the Kafka producer is closed [false,false,false]
