<?php
/** The server of table_view.php: php view_server.php BROKERS TOPIC PORT. Each worker tells what it sees in the rows. */
declare(strict_types=1);

use Peregrine\Http\Server;
use Peregrine\Kafka\TableView;
use Peregrine\Table;

[, $brokers, $topic, $port] = $argv;
$table = new Table(8192);
$table->column('n', Table::TYPE_INT);
$table->column('text', Table::TYPE_STRING, 64);
$table->create();
$view = new TableView($table, ['bootstrap.servers' => $brokers], $topic);
$server = new Server('127.0.0.1', (int) $port);
$server->set(['worker_num' => 3, 'log_level' => Peregrine\LOG_ERROR]);
$server->on('workerStart', fn() => $view->start());
$server->on('request', function ($request, $response) use ($table, $view) {
    $sum = 0;
    foreach ($table as $key => $row) {
        $sum ^= crc32("$key {$row['n']} {$row['text']}");
    }
    $response->header('Connection', 'close');
    $response->end(json_encode($view->stats() + ['pid' => getmypid(), 'sum' => $sum]));
});
$server->start();
