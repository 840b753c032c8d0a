--TEST--
A cancelled Kafka\Producer::send() throws; its message stays under way and is handed to onFailure() should it fail
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $cluster->brokerDown();
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'message.timeout.ms' => 200]);
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
    $values = [$failed->pop(), $failed->pop()];
    sort($values);
    echo implode(', ', $values), "\n";
});
?>
--EXPECT--
Peregrine\Coroutine\CanceledException: the wait for the delivery report was cancelled; the message may still arrive
Peregrine\Coroutine\CanceledException: coroutine #3 was cancelled
int(2)
message 0, message 1
