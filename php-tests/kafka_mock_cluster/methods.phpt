--TEST--
Kafka\MockCluster: topics, brokers that come and go, delays and failing requests
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Exception\KafkaException;

function refused(Closure $call): void
{
    try {
        $call();
        echo "taken\n";
    } catch (ValueError|KafkaException $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
run(function () {
    $cluster = new MockCluster(2);
    $cluster->createTopic('t', 3);
    refused(fn() => $cluster->createTopic('t', 3));
    refused(fn() => $cluster->createTopic('', 1));
    refused(fn() => $cluster->createTopic('u', 0));
    refused(fn() => $cluster->createTopic('u', 1 << 20));
    refused(fn() => $cluster->brokerDown(9));
    refused(fn() => $cluster->brokerUp(0));
    refused(fn() => $cluster->roundTrip(-1));
    refused(fn() => $cluster->roundTrip(5, 9));
    refused(fn() => $cluster->failRequests('produce', 1));
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0, 'retries' => 0]);
    $cluster->failRequests('Produce', 87, 10);
    foreach ([1, 2] as $_) {
        try {
            $producer->send('t', 'v', partition: 2);
        } catch (KafkaException $e) {
            echo $e->getName(), ' ', $e->getCode(), "\n";
        }
    }
    $cluster->roundTrip(30, 1);
    $cluster->roundTrip(30);
    $begin = microtime(true);
    $producer->send('t', 'v', partition: 2);
    var_dump(microtime(true) - $begin >= 0.03);
    $cluster->brokerDown(1);
    $cluster->brokerUp(1);
});
?>
--EXPECTF--
Peregrine\Exception\KafkaException: create topic "t" with 3 partitions: %s
Peregrine\Exception\KafkaException: create topic "" with 1 partitions: %s
Peregrine\Exception\KafkaException: create topic "u" with 0 partitions: %s
ValueError: Peregrine\Kafka\MockCluster::createTopic(): Argument #2 ($partitions) must be from 1 to 1000
Peregrine\Exception\KafkaException: stop mock broker 9: %s
ValueError: Peregrine\Kafka\MockCluster::brokerUp(): Argument #1 ($broker) must be a broker's id, from 1
ValueError: Peregrine\Kafka\MockCluster::roundTrip(): Argument #1 ($milliseconds) must be from 0 to 65535
Peregrine\Exception\KafkaException: delay mock broker 9: %s
ValueError: Peregrine\Kafka\MockCluster::failRequests(): Argument #1 ($request) must be one of Produce, Fetch, ListOffsets, Metadata, OffsetCommit, OffsetFetch, FindCoordinator, JoinGroup, Heartbeat, SyncGroup, InitProducerId
INVALID_RECORD 87
MSG_SIZE_TOO_LARGE 10
bool(true)
