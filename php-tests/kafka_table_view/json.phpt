--TEST--
Kafka\TableView: JSON messages are rows, tombstones delete, what is no row is counted and changes nothing
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{MockCluster, Producer, TableView};
use Peregrine\{Coroutine, Table};
use function Peregrine\run;

$table = new Table(4);
$table->column('n', Table::TYPE_INT);
$table->column('f', Table::TYPE_FLOAT);
$table->column('s', Table::TYPE_STRING, 16);
$table->create();
run(function () use ($table) {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 3);
    $config = ['bootstrap.servers' => $cluster->bootstrapServers()];
    $producer = new Producer($config + ['linger.ms' => 0]);
    $send = fn(?string $key, ?string $value) => $producer->send('t', $value, $key);
    $send('a', '{"n":1,"f":1.5,"s":"one","other":{}}');
    $send('b', '{"n":2}');
    $send('b', '{"s":[1,{"x":null}]}');
    $send('c', '{"n":true,"f":3}');
    $send('gone', '{"n":9}');
    $send('gone', null);
    $view = new TableView($table, $config, 't');
    var_dump($view->isReady(), $view->waitReady(0));
    $view->start();
    $view->start();
    var_dump($view->waitReady(10), $view->isReady(), $view->waitReady());
    $rows = iterator_to_array($table);
    ksort($rows);
    echo json_encode($rows, JSON_PRESERVE_ZERO_FRACTION), "\n";

    foreach ([['a', 'no json'], ['a', '[]'], ['a', '{"n":"x"}'], ['a', '{"n":1.5}'], ['a', '{"s":"much too long for it"}'], [null, '{"n":1}'], [str_repeat('k', 65), '{"n":1}']] as [$key, $value]) {
        $send($key, $value);
    }
    $send('d', '{"n":4}');
    $send('e', '{"n":5}'); // the fifth row of four
    $send('a', '{"n":7}');
    while ($table->get('a', 'n') !== 7 || $view->stats()['refused'] < 8) {
        Coroutine::sleep(0.002);
    }
    echo json_encode($table->get('a')), json_encode($table->exists('e')), "\n";
    $stats = $view->stats();
    var_dump($stats['follower'] === getmypid());
    unset($stats['follower']);
    echo json_encode($stats), "\n";
    $view->stop();
    var_dump($view->stats()['follower']);
    $send('b', null);
    $again = microtime(true);
    $view->start();
    while ($table->exists('b')) {
        Coroutine::sleep(0.002);
    }
    echo count($table), "\n";
});
?>
--EXPECT--
bool(false)
bool(false)
bool(true)
bool(true)
bool(true)
{"a":{"n":1,"f":1.5,"s":"one"},"b":{"n":0,"f":0.0,"s":"[1,{\"x\":null}]"},"c":{"n":1,"f":3.0,"s":""}}
{"n":7,"f":0,"s":""}false
bool(true)
{"ready":true,"rows":4,"partitions":3,"applied":8,"deleted":1,"refused":8}
int(0)
3
