--TEST--
foreach over a Kafka\Consumer parks between messages, goes on after a break, and ends when it is closed or cancelled
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Coroutine;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300]);
    $consumer->subscribe('t');
    for ($i = 0; $i < 4; $i++) {
        $producer->enqueue('t', "v$i");
    }
    foreach ($consumer as $number => $message) {
        echo "$number $message->value\n";
        if ($number === 1) {
            break;
        }
    }
    $cid = go(function () use ($consumer) {
        foreach ($consumer as $number => $message) {
            echo "$number $message->value\n";
        }
        echo 'cancelled: ', var_export(Coroutine::isCanceled(), true), "\n";
    });
    while (($consumer->positions()['t'][0] ?? 0) < 4) {
        Coroutine::sleep(0.01);
    }
    Coroutine::cancel($cid);
    $last = go(function () use ($consumer) {
        foreach ($consumer as $number => $message) {
            echo "$number $message->value\n";
        }
        echo "closed\n";
    });
    $producer->send('t', 'last');
    while ($consumer->positions()['t'][0] < 5) {
        Coroutine::sleep(0.01);
    }
    $consumer->close();
    Coroutine::join([$last], 10);
    foreach ($consumer as $message) {
        echo "never\n";
    }
    var_dump($consumer instanceof Iterator, $consumer->valid(), $consumer->current(), $consumer->key());
});
?>
--EXPECT--
0 v0
1 v1
0 v2
1 v3
cancelled: true
0 last
closed
bool(true)
bool(false)
NULL
int(0)
