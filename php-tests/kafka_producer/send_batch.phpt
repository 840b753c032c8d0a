--TEST--
Kafka\Producer::sendBatch() reports by the keys of the batch; what failed is in a KafkaBatchException beside what did not
--FILE--
<?php
use Peregrine\Exception\KafkaBatchException;
use Peregrine\Kafka\{MockCluster, Producer};
use function Peregrine\run;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    $messages = ['a', 'k' => ['value' => 'b', 'key' => 'k', 'partition' => 1, 'headers' => ['h' => '1']], 7 => ['value' => null, 'partition' => 1]];
    foreach ($producer->sendBatch('t', $messages) as $key => $report) {
        echo "$key: ", get_class($report), " $report->topic\n";
    }
    var_dump($producer->sendBatch('t', []));
    try {
        $producer->sendBatch('t', ['x' => ['value' => 'q', 'partition' => 17], 'y' => 'fine']);
    } catch (KafkaBatchException $e) {
        echo $e->getMessage(), "\n", $e->getName(), ' ', json_encode([array_keys($e->getReports()), array_keys($e->getFailures())]), "\n";
        echo get_class($e->getFailures()['x']), "\n";
    }
    foreach ([[1.5, new stdClass()], [['key' => []]], [['valeu' => 'x']], [['partition' => -1]], [['timestamp' => 0]], [['headers' => 'h']]] as $wrong) {
        try {
            $producer->sendBatch('t', $wrong);
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
});
?>
--EXPECTF--
0: Peregrine\Kafka\DeliveryReport t
k: Peregrine\Kafka\DeliveryReport t
7: Peregrine\Kafka\DeliveryReport t
array(0) {
}
1 of 2 messages failed; the first: send to topic t: %sUnknown partition
_UNKNOWN_PARTITION [["y"],["x"]]
Peregrine\Exception\KafkaException
Peregrine\Kafka\Producer::sendBatch(): Argument #2 ($messages) is wrong: message 1: give a value, null, or an array
Peregrine\Kafka\Producer::sendBatch(): Argument #2 ($messages) is wrong: message 0: key must be a string or null
Peregrine\Kafka\Producer::sendBatch(): Argument #2 ($messages) is wrong: message 0: valeu is not value, key, headers, partition or timestamp
Peregrine\Kafka\Producer::sendBatch(): Argument #2 ($messages) is wrong: message 0: partition must be from 0 to 2147483647
Peregrine\Kafka\Producer::sendBatch(): Argument #2 ($messages) is wrong: message 0: timestamp must be milliseconds above 0
Peregrine\Kafka\Producer::sendBatch(): Argument #2 ($messages) is wrong: message 0: headers must be an array
