--TEST--
Kafka\TableView: a callback makes the rows, may wait, deletes with null; its exceptions are counted
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Message, MockCluster, Producer, TableView};
use Peregrine\{Coroutine, Table};
use function Peregrine\run;

$table = new Table(8);
$table->column('name', Table::TYPE_STRING, 16);
$table->column('at', Table::TYPE_INT);
$table->create();
// Rows that the topic does not have go when it is read for the first time.
$table->set('stale', ['name' => 'old']);
run(function () use ($table) {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 1);
    $config = ['bootstrap.servers' => $cluster->bootstrapServers()];
    $producer = new Producer($config + ['linger.ms' => 0]);
    foreach (['x', 'wait', 'null', 'throw', 'column', 'type', 'no array', 'y'] as $i => $value) {
        $producer->send('t', $value, "k$i", [], null, 1000 + $i);
    }
    $view = new TableView($table, $config, 't', function (Message $message): mixed {
        $message->value === 'wait' and Coroutine::sleep(0.01);
        return match ($message->value) {
            'null' => null,
            'throw' => throw new Exception('no'),
            'column' => ['nmae' => 1],
            'type' => ['at' => 'x'],
            'no array' => 5,
            default => ['name' => strtoupper($message->value), 'at' => $message->timestamp],
        };
    });
    $view->start();
    var_dump($view->waitReady(10));
    $rows = iterator_to_array($table);
    ksort($rows);
    echo json_encode($rows), "\n", json_encode(array_diff_key($view->stats(), ['follower' => 0])), "\n";
    foreach ([
        fn() => new TableView($table, $config + ['auto.offset.reset' => 'latest'], 't'),
        fn() => new TableView($table, $config, ''),
        fn() => new TableView(new Table(1), $config, 't'),
        fn() => new TableView($table, $config + ['nonsense' => 1], 't'),
    ] as $wrong) {
        try {
            $wrong();
        } catch (Throwable $e) {
            echo $e::class, ': ', $e->getMessage(), "\n";
        }
    }
});
?>
--EXPECTF--
bool(true)
{"k0":{"name":"X","at":1000},"k1":{"name":"WAIT","at":1001},"k7":{"name":"Y","at":1007}}
{"ready":true,"rows":3,"partitions":1,"applied":4,"deleted":1,"refused":4}
ValueError: %sauto.offset.reset follows from what is read here: a whole topic, for nobody else; remove it
ValueError: %smust have 1 to 249 characters
Peregrine\Error: the table is not created yet: call create() first
ValueError: %sunknown Kafka option "nonsense"%s
