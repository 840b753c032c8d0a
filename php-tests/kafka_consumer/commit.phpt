--TEST--
Kafka\Consumer::commit() notes how far the group has come, and the next member goes on there
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    for ($i = 0; $i < 6; $i++) {
        $producer->send('t', "v$i");
    }
    $member = function () use ($cluster) {
        $consumer = new Consumer([
            'bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest',
            'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300, 'enable.auto.commit' => false,
        ]);
        $consumer->subscribe('t');
        return $consumer;
    };
    $first = $member();
    $read = [$first->consume(10), $first->consume(10), $first->consume(10)];
    $first->commit($read[0]);
    $first->close();

    $second = $member();
    echo $second->consume(10)->value, ' ', $second->consume(10)->value, "\n";
    $second->commit();
    $second->commit();
    $second->close();

    $third = $member();
    echo $third->consume(10)->value, "\n";
    $cluster->failRequests('OffsetCommit', 29, 29);
    try {
        $third->commit();
    } catch (Peregrine\Exception\KafkaException $e) {
        echo $e->getName(), ' ', var_export($e->isRetriable(), true), "\n";
    }
    try {
        $third->commit(new stdClass());
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
    $third->close();
    try {
        $third->commit();
    } catch (Peregrine\Exception\KafkaException $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
v1 v2
v3
TOPIC_AUTHORIZATION_FAILED false
Peregrine\Kafka\Consumer::commit(): Argument #1 ($what) must be of type Peregrine\Kafka\Message, stdClass given
the Kafka consumer is closed
