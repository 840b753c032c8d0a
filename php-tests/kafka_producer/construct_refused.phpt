--TEST--
new Kafka\Producer refuses unknown keys and wrong values with what to write instead
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


function refused(array $config): void
{
    try {
        new Producer($config);
        echo "taken\n";
    } catch (ValueError $e) {
        echo preg_replace('~^.*?is wrong: ~', '', $e->getMessage()), "\n";
    }
}
run(function () {
    $some = ['bootstrap.servers' => '127.0.0.1:1'];
    refused([]);
    refused(['bootstrap.serverz' => '127.0.0.1:1']);
    refused($some + ['mesage.timeout.ms' => 5]);
    refused($some + ['something else' => 5]);
    refused($some + [5]);
    refused($some + ['acks' => 'many']);
    refused($some + ['linger.ms' => -1]);
    refused($some + ['compression.codec' => 'rar']);
    refused($some + ['enable.idempotence' => 'maybe']);
    refused($some + ['linger.ms' => null]);
    refused(['bootstrap.servers' => ['127.0.0.1:1']]);
    refused($some + ['group.id' => 'g']);
    refused($some + ['enable.idempotence' => true, 'acks' => 1]);
    $producer = new Producer($some + ['linger.ms' => 2, 'enable.idempotence' => true, 'queue.buffering.backpressure.threshold' => 1, 'log_level' => 0]);
    $fractions = new Producer($some + ['linger.ms' => 0.5, 'enable.idempotence' => false, 'acks' => -1, 'log_level' => 0]);
    echo "taken\n";
});
try {
    new Producer(['bootstrap.servers' => '127.0.0.1:1']);
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECTF--
Kafka producer: bootstrap.servers is missing; set it to "host:port,host:port"
unknown Kafka option "bootstrap.serverz"; did you mean bootstrap.servers?
unknown Kafka option "mesage.timeout.ms"; did you mean message.timeout.ms?
unknown Kafka option "something else"; librdkafka's CONFIGURATION.md lists what there is
unknown Kafka option "0"; librdkafka's CONFIGURATION.md lists what there is
acks = "many": Invalid value for configuration property "request.required.acks" (it takes -1 .. 1000)
linger.ms = "-1": %s
compression.codec = "rar": %s
enable.idempotence = "maybe": %s
linger.ms is null; give a string, a number or a bool
bootstrap.servers is array; give a string, a number or a bool
group.id is an option of the Kafka consumer, not of the producer; remove it
Kafka producer: `acks` must be set to `all` when `enable.idempotence` is true
taken
a Kafka producer needs the event loop: make it inside Peregrine\run(), or from workerStart on in a server
