--TEST--
Kafka\Producer: a transactional call that was cancelled goes on, and the next one waits for it
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Coroutine;
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $servers = ['bootstrap.servers' => $cluster->bootstrapServers()];
    $producer = new Producer($servers + ['linger.ms' => 0, 'transactional.id' => 'x']);
    $cancelled = function (string $what, callable $call) use ($cluster): void {
        $cluster->roundTrip(200);
        $cid = go(function () use ($call, $what) {
            try {
                $call();
                echo "$what returned\n";
            } catch (Coroutine\CanceledException $e) {
                echo "$what: ", $e->getMessage(), "\n";
            }
        });
        Coroutine::cancel($cid);
        $cluster->roundTrip(0);
    };
    $cancelled('init', fn() => $producer->initTransactions());
    $producer->beginTransaction();
    $producer->send('t', 'committed by the cancelled call');
    $cancelled('commit', fn() => $producer->commitTransaction());
    $producer->beginTransaction();
    $producer->send('t', 'aborted by the cancelled call');
    $cancelled('abort', fn() => $producer->abortTransaction());
    $producer->beginTransaction();
    $producer->send('t', 'sent after all');
    $producer->commitTransaction();

    // The mock's log has aborted messages, too, and no marks of transactions; the real broker's test looks who sees what.
    $producer->beginTransaction();
    $producer->enqueue('t', 'open at the end');
    $cancelled('a second commit', fn() => $producer->commitTransaction());
    $producer->close();
    $consumer = new Consumer($servers + ['group.id' => 'g', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('t');
    for ($i = 0; $i < 4; $i++) {
        echo $consumer->consume(20)?->value, "\n";
    }
});
?>
--EXPECT--
init: the wait was cancelled; what it waited for goes on
commit: the wait was cancelled; what it waited for goes on
abort: the wait was cancelled; what it waited for goes on
a second commit: the wait was cancelled; what it waited for goes on
committed by the cancelled call
aborted by the cancelled call
sent after all
open at the end
