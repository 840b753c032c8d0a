--TEST--
Kafka\Producer::send() refuses what Kafka could not take
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0, 'message.max.bytes' => 2000]);
    $wrong = [
        ['', 'v'],
        ["a\xff", 'v'],
        [str_repeat('t', 250), 'v'],
        ['t', []],
        ['t', 'v', 'k', ['h' => ['x', []]]],
        ['t', 'v', 'k', ['h' => true]],
        ['t', 'v', 'k', ["h\0" => 'x']],
        ['t', 'v', 'k', [], -1],
        ['t', 'v', 'k', [], 1 << 31],
        ['t', 'v', 'k', [], 2],
        ['t', 'v', 'k', [], 0, 0],
        ['t', str_repeat('v', 3000)],
    ];
    foreach ($wrong as $arguments) {
        try {
            $producer->send(...$arguments);
            echo "taken\n";
        } catch (Throwable $e) {
            echo $e::class, ': ', strlen($e->getMessage()) > 200 ? substr($e->getMessage(), -60) : $e->getMessage();
            echo method_exists($e, 'getName') ? " ({$e->getName()}, {$e->getCode()}, " . var_export($e->isRetriable(), true) . ')' : '', "\n";
        }
    }
    var_dump($producer->inFlight());
});
?>
--EXPECTF--
Peregrine\Exception\KafkaException: send to topic : a topic's name has 1 to 249 characters (_INVALID_ARG, -186, false)
ValueError: Peregrine\Kafka\Producer::send(): Argument #1 ($topic) must be valid UTF-8
Peregrine\Exception\KafkaException: tttttttttttttttttttt: a topic's name has 1 to 249 characters (_INVALID_ARG, -186, false)
TypeError: Peregrine\Kafka\Producer::send(): Argument #2 ($value) must be of type string, array given
ValueError: Peregrine\Kafka\Producer::send(): Argument #4 ($headers) must hold strings, nulls or lists of them; h holds array
ValueError: Peregrine\Kafka\Producer::send(): Argument #4 ($headers) must hold strings, nulls or lists of them; h holds bool
Peregrine\Exception\KafkaException: send to topic t: a header's name has a NUL byte (_INVALID_ARG, -186, false)
ValueError: Peregrine\Kafka\Producer::send(): Argument #5 ($partition) must be from 0 to 2147483647
ValueError: Peregrine\Kafka\Producer::send(): Argument #5 ($partition) must be from 0 to 2147483647
Peregrine\Exception\KafkaException: %s (_UNKNOWN_PARTITION, -190, false)
ValueError: Peregrine\Kafka\Producer::send(): Argument #6 ($timestamp) must be in milliseconds since 1970 and above 0
Peregrine\Exception\KafkaException: %s (MSG_SIZE_TOO_LARGE, 10, false)
int(0)
