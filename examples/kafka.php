<?php
// Sends events and reads them back as a group: php -d extension=peregrine.so examples/kafka.php
// KAFKA_BROKERS names a cluster (host:port,host:port); without it mock brokers inside this process serve.

use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, FailedMessage, MockCluster, Producer};
use function Peregrine\{go, run};

run(function () {
    $brokers = getenv('KAFKA_BROKERS');
    if (!$brokers) {
        $cluster = new MockCluster();
        $cluster->createTopic('events', 4);
        $brokers = $cluster->bootstrapServers();
    }

    $producer = new Producer(['bootstrap.servers' => $brokers, 'enable.idempotence' => true, 'linger.ms' => 0]);
    $producer->onFailure(fn (FailedMessage $message, KafkaException $error) => print("lost $message->key: {$error->getMessage()}\n"));

    $consumer = new Consumer([
        'bootstrap.servers' => $brokers, 'group.id' => 'example', 'auto.offset.reset' => 'earliest', 'enable.auto.commit' => false,
    ]);
    $consumer->subscribe('events');
    go(function () use ($consumer) {
        foreach ($consumer as $number => $message) {
            echo "read  $message->topic/$message->partition@$message->offset: $message->key = $message->value\n";
            $consumer->commit($message);
            if ($number === 3) {
                $consumer->close();
            }
        }
    });

    $report = $producer->send('events', '{"hello":"world"}', 'awaited', ['trace' => 'abc']); // parks this coroutine only
    echo "wrote $report->topic/$report->partition@$report->offset\n";
    foreach (['a', 'b', 'c'] as $key) {
        $producer->enqueue('events', '{}', $key); // does not wait; the end of run() does
    }
});
