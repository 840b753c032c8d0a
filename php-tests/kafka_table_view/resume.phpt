--TEST--
Kafka\TableView: one that was stopped goes on where it was, at once, also with brokers that do not say how long tombstones are kept
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Kafka\{MockCluster, Producer, TableView};
use Peregrine\Table;
use function Peregrine\run;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $servers = ['bootstrap.servers' => $cluster->bootstrapServers()];
    $table = new Table(64);
    $table->column('n', Table::TYPE_INT);
    $table->create();
    $producer = new Producer($servers + ['linger.ms' => 0]);
    $view = new TableView($table, $servers, 't');
    $started = microtime(true);
    for ($n = 1; $n < 4; $n++) {
        $producer->send('t', json_encode(['n' => $n]), 'key');
        $view->start();
        for ($by = microtime(true) + 20; $table->get('key', 'n') !== $n && microtime(true) < $by;) {
            Coroutine::sleep(0.002);
        }
        $view->waitReady(20);
        echo $table->get('key', 'n'), "\n";
        $view->stop();
    }
    // The mock never says; who waited for that waited five seconds each time.
    echo microtime(true) - $started < 14 ? "at once\n" : "late\n", $view->stats()['applied'], " messages applied\n";
});
?>
--EXPECT--
1
2
3
at once
3 messages applied
