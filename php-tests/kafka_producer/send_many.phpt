--TEST--
Many coroutines send through one producer at once, each gets its own report
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 4);
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0, 'acks' => 'all', 'enable.idempotence' => true]);
    $places = [];
    for ($i = 0; $i < 500; $i++) {
        $ids[] = go(function () use ($producer, $i, &$places) {
            $report = $producer->send('t', "v$i", "k$i");
            $places["$report->partition/$report->offset"] = true;
        });
    }
    $producer->flush();
    Peregrine\Coroutine::join($ids, 20);
    var_dump(count($places), $producer->inFlight());
});
?>
--EXPECT--
int(500)
int(0)
