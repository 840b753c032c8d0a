--TEST--
A coroutine that is begun when another one was joined, in whose place it runs, waits for its own futures
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Kafka\{MockCluster, Producer};
use function Peregrine\{go, run};

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    $sent = 0;
    for ($i = 0; $i < 3; $i++) {
        // The first sends are woken by their task, whose poll goes on to the join and to the next coroutine.
        $cid = go(function () use ($producer, &$sent) {
            $producer->send('t', 'x');
            $sent++;
        });
        if (!Coroutine::join([$cid], 10)) {
            Coroutine::cancel($cid);
        }
    }
    var_dump($sent);
});
?>
--EXPECT--
int(3)
