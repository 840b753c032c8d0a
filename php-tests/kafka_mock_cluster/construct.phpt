--TEST--
Kafka\MockCluster starts 1 to 16 brokers with or without an event loop
--FILE--
<?php
use Peregrine\Kafka\MockCluster;

$one = new MockCluster();
$three = new MockCluster(3);
var_dump(preg_match('~^127\.0\.0\.1:\d+$~D', $one->bootstrapServers()), substr_count($three->bootstrapServers(), ','));
foreach ([0, 17, -1, 1 << 20] as $wrong) {
    try {
        new MockCluster($wrong);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
}
$address = $one->bootstrapServers();
var_dump(is_resource(@stream_socket_client("tcp://$address", $code, $message, 5)));
unset($one);
var_dump(@stream_socket_client("tcp://$address", $code, $message, 5));
?>
--EXPECT--
int(1)
int(2)
Peregrine\Kafka\MockCluster::__construct(): Argument #1 ($brokers) is wrong: a mock cluster has 1 to 16 brokers, not 0
Peregrine\Kafka\MockCluster::__construct(): Argument #1 ($brokers) is wrong: a mock cluster has 1 to 16 brokers, not 17
Peregrine\Kafka\MockCluster::__construct(): Argument #1 ($brokers) must be from 1 to 16
Peregrine\Kafka\MockCluster::__construct(): Argument #1 ($brokers) must be from 1 to 16
bool(true)
bool(false)
