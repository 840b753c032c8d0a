--TEST--
Kafka\Producer::send() gives the place, and key, value, headers and timestamp arrive as they were sent
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    $headers = ['one' => '1', 'none' => null, 'many' => ['x', null, 'y'], 'int' => 7, '12' => "\0\xff"];
    $report = $producer->send('t', "v\0\xff", 'k', $headers, 1, 1700000000123);
    var_dump($report::class, $report->topic, $report->partition, $report->offset, is_int($report->timestamp));
    $producer->send('t', null, null, [], 1);
    $producer->send('t', '', '', partition: 1);
    try {
        $report->offset = 5;
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }

    $consumer = new Consumer([
        'bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest',
    ]);
    $consumer->subscribe('t');
    $message = $consumer->consume(10);
    var_dump($message->topic, $message->partition, $message->offset, $message->timestamp);
    var_dump($message->key, bin2hex($message->value));
    echo json_encode(array_map(fn($h) => is_string($h) ? bin2hex($h) : $h, $message->headers)), "\n";
    foreach ([1, 2] as $_) {
        $message = $consumer->consume(10);
        var_dump($message->key, $message->value, $message->headers);
    }
    var_dump(abs($message->timestamp / 1000 - time()) < 60);
});
?>
--EXPECT--
string(30) "Peregrine\Kafka\DeliveryReport"
string(1) "t"
int(1)
int(0)
bool(true)
Cannot modify readonly property Peregrine\Kafka\DeliveryReport::$offset
string(1) "t"
int(1)
int(0)
int(1700000000123)
string(1) "k"
string(6) "7600ff"
{"one":"31","none":null,"many":["x",null,"y"],"int":"37","12":"00ff"}
NULL
NULL
array(0) {
}
string(0) ""
string(0) ""
array(0) {
}
bool(true)
