<?php
// A compacted topic as a table in memory, the same on any number of machines: php -d extension=peregrine.so examples/kafka-table-view.php
// KAFKA_BROKERS names a cluster (host:port,host:port) that has a compacted topic `prices`; without it mock brokers inside this process
// serve. In a server the table and the view are made before start(), and each worker calls $view->start(): see docs/kafka.md.

use Peregrine\Coroutine;
use Peregrine\Kafka\{MockCluster, Producer, TableView};
use Peregrine\Table;
use function Peregrine\run;

/** What each machine has: a table, and the view that keeps it. @return array{Table, TableView} */
function cache(string $brokers): array
{
    $prices = new Table(100_000);
    $prices->column('price', Table::TYPE_FLOAT);
    $prices->column('name', Table::TYPE_STRING, 64);
    $prices->create();
    // A message's key is the row, its value a JSON object with the row's columns; a message without a value deletes the row.
    return [$prices, new TableView($prices, ['bootstrap.servers' => $brokers], 'prices')];
}

run(function () {
    $brokers = getenv('KAFKA_BROKERS');
    if (!$brokers) {
        $cluster = new MockCluster();
        $cluster->createTopic('prices', 2);
        $brokers = $cluster->bootstrapServers();
    }
    $producer = new Producer(['bootstrap.servers' => $brokers, 'linger.ms' => 0]);
    $fruit = ['apple' => 0.5, 'banana' => 0.25, 'cherry' => 4.0];
    $messages = array_map(fn($name, $price) => ['key' => $name, 'value' => json_encode(['price' => $price, 'name' => ucfirst($name)])], array_keys($fruit), $fruit);
    $producer->sendBatch('prices', $messages);

    [$here, $view] = cache($brokers);
    $view->start();
    $view->waitReady(10) || exit("not ready after 10 s\n"); // true: everything that was in the topic is in the rows
    echo 'ready: ', count($here), ' prices, an apple is ', $here->get('apple', 'price'), "\n";

    [$elsewhere, $other] = cache($brokers); // another machine
    $other->start();
    $other->waitReady(10) || exit("not ready after 10 s\n");

    $producer->send('prices', '{"price":0.75,"name":"Apple, red"}', 'apple'); // whoever sends it
    $producer->send('prices', null, 'cherry');
    foreach (['here' => $here, 'elsewhere' => $elsewhere] as $where => $prices) {
        while ($prices->exist('cherry') || $prices->get('apple', 'price') !== 0.75) {
            Coroutine::sleep(0.001); // a few milliseconds: the way to the brokers and back
        }
        echo "$where: ", json_encode($prices->get('apple')), ', cherries: ', var_export($prices->get('cherry'), true), "\n";
    }
});
