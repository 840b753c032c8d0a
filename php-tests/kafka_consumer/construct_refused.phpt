--TEST--
new Kafka\Consumer and subscribe() refuse what is wrong
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


function refused(array $config): void
{
    try {
        new Consumer($config);
        echo "taken\n";
    } catch (ValueError $e) {
        echo preg_replace('~^.*?is wrong: ~', '', $e->getMessage()), "\n";
    }
}
run(function () {
    $some = ['bootstrap.servers' => '127.0.0.1:1', 'log_level' => 0];
    refused([]);
    refused($some);
    refused($some + ['group.id' => 'g', 'auto.ofset.reset' => 'earliest']);
    refused($some + ['group.id' => 'g', 'auto.offset.reset' => 'first']);
    refused($some + ['group.id' => 'g', 'linger.ms' => 5]);
    refused($some + ['group.id' => 'g', 'enable.partition.eof' => true]);
    $consumer = new Consumer($some + ['group.id' => 'g']);
    try {
        $consumer->consume(0);
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), "\n";
    }
    foreach ([[], '', [5], [['t']], ["t\xff"]] as $topics) {
        try {
            $consumer->subscribe($topics);
            echo "subscribed\n";
        } catch (ValueError|Peregrine\Exception\KafkaException $e) {
            echo $e::class, ': ', $e->getMessage(), "\n";
        }
    }
    $consumer->close();
});
try {
    new Consumer(['bootstrap.servers' => '127.0.0.1:1', 'group.id' => 'g']);
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECTF--
Kafka consumer: bootstrap.servers is missing; set it to "host:port,host:port"
Kafka consumer: group.id is missing; set it to the name of its consumer group
unknown Kafka option "auto.ofset.reset"; did you mean auto.offset.reset?
auto.offset.reset = "first": %s
linger.ms is an option of the Kafka producer, not of the consumer; remove it
enable.partition.eof: the end of a partition is not reported; read with a timeout instead
the Kafka consumer has no topics: call subscribe() or assign() before reading
Peregrine\Exception\KafkaException: subscribe to : Local: Invalid argument or configuration
Peregrine\Exception\KafkaException: subscribe to : Local: Invalid argument or configuration
ValueError: Peregrine\Kafka\Consumer::subscribe(): Argument #1 ($topics) must be a topic's name or a list of them
ValueError: Peregrine\Kafka\Consumer::subscribe(): Argument #1 ($topics) must be a topic's name or a list of them
ValueError: Peregrine\Kafka\Consumer::subscribe(): Argument #1 ($topics) must be a topic's name or a list of them
a Kafka consumer needs the event loop: make it inside Peregrine\run(), or from workerStart on in a server
