--TEST--
Kafka\Consumer::each(): many handlers at the same time, keys in their order, attempts, dead letters, and an exception that ends it
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Kafka\{Consumer, DeadLetterTopic, Message, MockCluster, Producer};
use function Peregrine\run;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    $cluster->createTopic('t.dlt');
    $servers = ['bootstrap.servers' => $cluster->bootstrapServers()];
    $producer = new Producer($servers + ['linger.ms' => 0]);
    $messages = [];
    for ($i = 0; $i < 30; $i++) {
        $messages[] = ['value' => "$i", 'key' => 'k' . $i % 3];
    }
    $producer->sendBatch('t', $messages);
    $member = function (string $group) use ($servers): Consumer {
        $consumer = new Consumer($servers + ['group.id' => $group, 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300]);
        $consumer->subscribe('t');
        return $consumer;
    };
    $consumer = $member('a');
    $seen = $tries = [];
    $consumer->each(function (Message $message) use (&$seen, &$tries, $consumer) {
        Coroutine::sleep(mt_rand(1, 5) / 1000);
        $tries[$message->value] = ($tries[$message->value] ?? 0) + 1;
        if ($message->value === '7') {
            throw new RuntimeException('no sevens');
        }
        $seen[$message->key][] = (int) $message->value;
        count($seen, COUNT_RECURSIVE) === 29 + 3 && Peregrine\go(fn() => $consumer->close());
    }, concurrency: 8, attempts: 2, backoff: 0.01, deadLetters: new DeadLetterTopic($producer));
    ksort($seen);
    foreach ($seen as $key => $values) {
        echo "$key: ", implode(' ', $values), "\n";
    }
    echo "tries of 7: $tries[7]\n";
    $reader = $member('letters');
    $reader->subscribe('t.dlt');
    $letter = $reader->consume(10);
    echo "$letter->value $letter->key {$letter->headers['dlt.topic']} {$letter->headers['dlt.exception']} {$letter->headers['dlt.message']}\n";

    $consumer = $member('b');
    $handled = 0;
    try {
        $consumer->each(function (Message $message) use (&$handled) {
            $message->value === '9' ? throw new DomainException('nine') : $handled++;
        });
    } catch (DomainException $e) {
        echo get_class($e), ' ', $e->getMessage(), "\n";
    }
    $again = $consumer->consume(10);
    echo $again->value, "\n";
    foreach ([[0], [1, 'time'], [1, 'key', 0], [1, 'key', 1, -1.0]] as $wrong) {
        try {
            $consumer->each(fn() => null, ...$wrong);
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
});
?>
--EXPECT--
k0: 0 3 6 9 12 15 18 21 24 27
k1: 1 4 10 13 16 19 22 25 28
k2: 2 5 8 11 14 17 20 23 26 29
tries of 7: 2
7 k1 t RuntimeException no sevens
DomainException nine
9
Peregrine\Kafka\Consumer::each(): Argument #2 ($concurrency) must be from 1 to 10000
Peregrine\Kafka\Consumer::each(): Argument #3 ($order) must be "key" or "partition"
Peregrine\Kafka\Consumer::each(): Argument #4 ($attempts) must be 1 or more
Peregrine\Kafka\Consumer::each(): Argument #5 ($backoff) must be 0 or more seconds
