--TEST--
Kafka\TableView in a server: one worker reads, all see the rows; after kill -9 of the one that reads another goes on, and no row goes
--FILE--
<?php
use Peregrine\Kafka\{MockCluster, Producer, TableView};
use Peregrine\Table;
use function Peregrine\run;

require __DIR__ . '/../include/server.php';

if (getenv('BROKERS') === false) {
    $cluster = new MockCluster();
    $cluster->createTopic('t', 2);
    putenv("BROKERS={$cluster->bootstrapServers()}");
    send(['a' => 1, 'b' => 2, 'c' => 3]);
}

function send(array $rows): void
{
    run(function () use ($rows) {
        $producer = new Producer(['bootstrap.servers' => getenv('BROKERS'), 'linger.ms' => 0]);
        foreach ($rows as $key => $n) {
            $producer->send('t', json_encode(['n' => $n]), $key);
        }
    });
}

$server = serve(function ($server) {
    $table = new Table(64);
    $table->column('n', Table::TYPE_INT);
    $table->create();
    $view = new TableView($table, ['bootstrap.servers' => getenv('BROKERS'), 'fetch.wait.max.ms' => 20], 't');
    $server->set(['worker_num' => 2]);
    $server->on('workerStart', fn() => $view->start());
    $server->on('request', function ($request, $response) use ($table, $view) {
        $rows = array_column(array_map(null, array_keys(iterator_to_array($table)), array_column(iterator_to_array($table), 'n')), 1, 0);
        ksort($rows);
        $response->header('Connection', 'close');
        $response->end(json_encode($view->stats() + ['rows_now' => $rows]));
    });
});

$seen = fn() => json_decode($server->get('/')->body, true);
$first = until(fn() => ($now = $seen())['ready'] ? $now : null, 'ready');
echo json_encode($first['rows_now']), ' ', $first['applied'], "\n";
send(['b' => 20, 'd' => 4]);
// All of it, whichever partition is read first.
until(fn() => $seen()['applied'] === 5, 'the rows of now');
kill($first['follower'], 9);
send(['a' => 10]);
$fewest = 9;
$second = until(function () use ($seen, $first, &$fewest) {
    $now = $seen();
    $fewest = min($fewest, count($now['rows_now']));
    return $now['follower'] !== $first['follower'] && $now['applied'] > 5 ? $now : null;
}, 'another worker');
echo json_encode($second['rows_now']), " $fewest ", $second['applied'], "\n";
$log = $server->stop();
echo preg_match('/TableView/', $log), "\n";
?>
--EXPECT--
{"a":1,"b":2,"c":3} 3
{"a":10,"b":20,"c":3,"d":4} 4 6
0
