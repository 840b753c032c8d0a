--TEST--
A cancelled Kafka\Producer::send() throws; its message stays under way and is handed to onFailure() should it fail
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use Peregrine\Exception\KafkaException;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $cluster->brokerDown();
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers()]);
    $failed = new Channel(2);
    $producer->onFailure(fn($message) => $failed->push($message->value));
    foreach ([false, true] as $i => $throws) {
        $cid = go(function () use ($producer, $i) {
            try {
                $producer->send('t', "message $i");
                echo "sent\n";
            } catch (Exception $e) {
                echo $e::class, ': ', $e->getMessage(), "\n";
            }
        });
        Coroutine::cancel($cid, $throws);
    }
    var_dump($producer->inFlight());
    try {
        $producer->close(0.05);
    } catch (KafkaException $e) {
        echo $e->getName(), "\n";
    }
    $values = [$failed->pop(20), $failed->pop(20)];
    sort($values);
    echo implode(', ', $values), "\n";
});
?>
--EXPECT--
Peregrine\Coroutine\CanceledException: the wait for the delivery report was cancelled; the message may still arrive
Peregrine\Coroutine\CanceledException: coroutine #3 was cancelled
int(2)
_TIMED_OUT
message 0, message 1
