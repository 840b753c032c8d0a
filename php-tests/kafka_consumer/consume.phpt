--TEST--
Kafka\Consumer::consume() waits for a message, as long as it may
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300]);
    $consumer->subscribe(['t']);
    var_dump($consumer->consume(0), $consumer->consume(0.05));
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    go(fn() => $producer->send('t', 'later'));
    $message = $consumer->consume();
    var_dump($message::class, $message->value);
    try {
        $message->value = 'x';
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    var_dump(json_encode($message) === json_encode([
        'topic' => 't', 'partition' => 0, 'offset' => 0, 'timestamp' => $message->timestamp, 'key' => null, 'value' => 'later', 'headers' => [],
    ]));
    $cid = go(fn() => var_dump($consumer->consume(), Peregrine\Coroutine::isCanceled()));
    Peregrine\Coroutine::cancel($cid);
    try {
        $consumer->consume(NAN);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
    go(function () use ($consumer) {
        try {
            $consumer->consume();
        } catch (Peregrine\Exception\KafkaException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    $consumer->close();
});
?>
--EXPECT--
NULL
NULL
string(23) "Peregrine\Kafka\Message"
string(5) "later"
Cannot modify readonly property Peregrine\Kafka\Message::$value
bool(true)
NULL
bool(true)
Peregrine\Kafka\Consumer::consume(): Argument #1 ($timeout) must be a number of seconds
the Kafka consumer is closed
