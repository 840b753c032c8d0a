--TEST--
A cancelled Kafka\Producer::sendBatch() throws; what it had queued stays under way, arrives or is handed to onFailure()
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $servers = ['bootstrap.servers' => $cluster->bootstrapServers()];
    $batch = function (Producer $producer, array $messages): int {
        return go(function () use ($producer, $messages) {
            try {
                $producer->sendBatch('t', $messages);
                echo "sent\n";
            } catch (Coroutine\CanceledException $e) {
                echo $e->getMessage(), "\n";
            }
        });
    };
    $producer = new Producer($servers + ['linger.ms' => 60000]);
    Coroutine::cancel($batch($producer, ['one', 'two', 'three']));
    var_dump($producer->inFlight());
    $producer->close();
    $consumer = new Consumer($servers + ['group.id' => 'g', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('t');
    for ($values = []; count($values) < 3 && ($message = $consumer->consume(20)) !== null;) {
        $values[] = $message->value;
    }
    echo implode(', ', $values), "\n";
    $consumer->close();

    // Room for two: the third waits for it when the batch is cancelled, and is not queued any more.
    $cluster->brokerDown();
    $producer = new Producer($servers + ['queue.buffering.max.messages' => 2]);
    $failed = new Channel(3);
    $producer->onFailure(fn($message) => $failed->push($message->value));
    Coroutine::cancel($batch($producer, ['four', 'five', 'six']));
    var_dump($producer->inFlight());
    try {
        $producer->close(0.05);
    } catch (KafkaException $e) {
        echo $e->getName(), "\n";
    }
    $values = [$failed->pop(20), $failed->pop(20)];
    sort($values);
    echo implode(', ', $values), "\n";
    var_dump($producer->inFlight());
});
?>
--EXPECT--
the wait for the delivery reports was cancelled; messages may still arrive
int(3)
one, two, three
the wait for the delivery reports was cancelled; messages may still arrive
int(2)
_TIMED_OUT
five, four
int(0)
