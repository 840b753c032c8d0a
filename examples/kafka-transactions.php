<?php
// Orders in, invoices out, each exactly once: php -d extension=peregrine.so examples/kafka-transactions.php
// Reads a topic, makes a message of each one read, and commits results and offsets together. Kill it whenever you like and start it
// again: no order is left out, none has two invoices (for readers with isolation.level read_committed, the default).
// KAFKA_BROKERS names a cluster (host:port,host:port); without it mock brokers inside this process serve, ten orders are put into
// them, and it ends after these.

use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, Message, MockCluster, Producer};
use function Peregrine\run;

function invoice(Message $order): array
{
    // Something goes wrong with one of the orders, the first time.
    static $trouble = true;
    if ($order->key === 'order 7' && $trouble) {
        $trouble = false;
        throw new RuntimeException('the printer is out of paper');
    }
    return ['key' => $order->key, 'value' => json_encode(['for' => $order->key, 'total' => json_decode($order->value)->amount * 1.19])];
}

run(function () {
    $brokers = getenv('KAFKA_BROKERS');
    $left = PHP_INT_MAX;
    if (!$brokers) {
        $cluster = new MockCluster();
        $cluster->createTopic('orders', 2);
        $cluster->createTopic('invoices', 2);
        $brokers = $cluster->bootstrapServers();
        $left = 10;
        $orders = array_map(fn($n) => ['key' => "order $n", 'value' => json_encode(['amount' => 10 * $n])], range(1, $left));
        (new Producer(['bootstrap.servers' => $brokers]))->sendBatch('orders', $orders);
    }

    // One name for each process that does this at the same time; a new process with the name ends what the last one left open.
    $producer = new Producer(['bootstrap.servers' => $brokers, 'transactional.id' => 'invoices-1']);
    $producer->initTransactions();
    $consumer = new Consumer([
        'bootstrap.servers' => $brokers, 'group.id' => 'invoices', 'auto.offset.reset' => 'earliest', 'enable.auto.commit' => false,
    ]);
    $consumer->subscribe('orders');
    while ($left > 0 && !$consumer->isFinishing()) { // finishing: SIGTERM
        $orders = $consumer->consumeBatch(500, 1.0);
        if ($orders === []) {
            continue;
        }
        $producer->beginTransaction();
        try {
            $producer->sendBatch('invoices', array_map(invoice(...), $orders));
            $producer->sendOffsetsToTransaction($consumer); // what was read becomes part of the transaction
            $producer->commitTransaction();
            $left -= count($orders);
            echo count($orders), " orders have their invoices\n";
        } catch (KafkaException | RuntimeException $error) {
            if ($error instanceof KafkaException && !$error->transactionRequiresAbort()) {
                throw $error; // fatal: a newer process has the transactional.id; else the brokers are away, and the next start goes on
            }
            echo "again: {$error->getMessage()}\n";
            $producer->abortTransaction();
            $consumer->seekToCommitted(); // the same orders come again
        }
    }
    $consumer->close();
});
