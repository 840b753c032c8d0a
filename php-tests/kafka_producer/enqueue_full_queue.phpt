--TEST--
A full queue parks who enqueues and sends, in their order, and loses nothing
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'queue.buffering.max.messages' => 10, 'linger.ms' => 0]);
    $most = 0;
    for ($i = 0; $i < 200; $i++) {
        $producer->enqueue('t', "$i");
        $most = max($most, $producer->inFlight());
    }
    for ($i = 200; $i < 260; $i++) {
        go(fn() => $producer->send('t', "$i"));
    }
    $cid = go(function () use ($producer) {
        try {
            $producer->enqueue('t', 'never');
        } catch (Peregrine\Coroutine\CanceledException $e) {
            echo $e->getMessage(), "\n";
        }
    });
    Peregrine\Coroutine::cancel($cid);
    var_dump($most <= 10);
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('t');
    $got = [];
    while (count($got) < 260) {
        $got[] = (int) $consumer->consume(10)->value;
    }
    var_dump($got === range(0, 259), $consumer->consume(0.1));
});
?>
--EXPECT--
the wait for room in the queue was cancelled; the message is not queued
bool(true)
bool(true)
NULL
