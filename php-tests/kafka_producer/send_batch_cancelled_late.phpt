--TEST--
A cancelled Kafka\Producer::sendBatch(): what had failed before, while the rest was under way, is handed to onFailure(), too
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{MockCluster, Producer};
use function Peregrine\{go, run};

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    $failed = new Channel(2);
    $producer->onFailure(fn($message, $error) => $failed->push([$message->value, $error->getName()]));
    // Each partition has a request of its own: whichever comes first fails for good, the other is tried again and again.
    $cluster->failRequests('Produce', 87, ...array_fill(0, 1000, 7)); // INVALID_RECORD, REQUEST_TIMED_OUT
    $cid = go(function () use ($producer) {
        try {
            $producer->sendBatch('t', [['value' => 'a', 'partition' => 0], ['value' => 'b', 'partition' => 1]]);
            echo "sent\n";
        } catch (Coroutine\CanceledException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    for ($i = 0; $i < 4000 && $producer->inFlight() > 1; $i++) {
        Coroutine::sleep(0.005);
    }
    Coroutine::cancel($cid);
    [$first, $why] = $failed->pop(20);
    echo "$why\n";
    try {
        $producer->close(0.05);
    } catch (KafkaException $e) {
        echo $e->getName(), "\n";
    }
    [$second, $why] = $failed->pop(20);
    echo $first === $second ? 'the same' : 'the other', ": $why\n";
});
?>
--EXPECTF--
the wait for the delivery reports was cancelled; messages may still arrive
INVALID_RECORD
_TIMED_OUT
the other: _PURGE_%s
