--TEST--
Kafka\Consumer::assignment(), positions(), pause() and resume()
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    $cluster->createTopic('u', 1);
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300]);
    var_dump($consumer->assignment());
    $consumer->subscribe(['t', 'u']);
    while ($consumer->assignment() === []) {
        $consumer->consume(0.05);
    }
    echo json_encode($consumer->assignment()), ' ', json_encode($consumer->positions()), "\n";
    $producer->send('t', '1', partition: 1);
    var_dump($consumer->consume(10)->value);
    echo json_encode($consumer->positions()), "\n";
    $consumer->pause(['t' => [1]]);
    $producer->send('t', '2', partition: 1);
    $producer->send('u', '3');
    var_dump($consumer->consume(10)->value, $consumer->consume(0.2));
    $consumer->pause();
    $consumer->resume();
    var_dump($consumer->consume(10)->value);
    foreach ([['t' => 1], ['t' => ['x']], ['t' => [-1]]] as $wrong) {
        try {
            $consumer->pause($wrong);
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
    try {
        $consumer->resume(['nowhere' => [7]]);
        echo "resumed\n";
    } catch (Peregrine\Exception\KafkaException $e) {
        echo $e->getName(), "\n";
    }
    $consumer->close();
    foreach (['assignment', 'positions', 'pause', 'resume'] as $method) {
        try {
            $consumer->$method();
        } catch (Peregrine\Exception\KafkaException $e) {
            echo $e->getMessage(), "\n";
        }
    }
});
?>
--EXPECT--
array(0) {
}
{"t":[0,1],"u":[0]} {"t":[null,null],"u":[null]}
string(1) "1"
{"t":[null,1],"u":[null]}
string(1) "3"
NULL
string(1) "2"
Peregrine\Kafka\Consumer::pause(): Argument #1 ($partitions) must be lists of partition numbers by topic
Peregrine\Kafka\Consumer::pause(): Argument #1 ($partitions) must be lists of partition numbers by topic
Peregrine\Kafka\Consumer::pause(): Argument #1 ($partitions) must be lists of partition numbers by topic
resumed
the Kafka consumer is closed
the Kafka consumer is closed
the Kafka consumer is closed
the Kafka consumer is closed
