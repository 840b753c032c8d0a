<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Exception\{KafkaBatchException, KafkaException};
use Peregrine\Kafka\{Consumer, Message, Producer};

/** Commit, abort, offsets inside a transaction, a producer that another one fences off, and an abort that is required. */
function transactions(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $producer = new Producer($servers + ['transactional.id' => 'books', 'linger.ms' => 0]);
    $producer->initTransactions();
    $producer->beginTransaction();
    $reports = $producer->sendBatch('books', ['a' => 'one', 'b' => ['value' => 'two', 'key' => 'k', 'headers' => ['h' => '1']]]);
    $producer->commitTransaction();
    check('a batch gives a report for each key', array_keys($reports) === ['a', 'b'] && $reports['b']->topic === 'books');

    $failures = 0;
    $producer->onFailure(function () use (&$failures) {
        $failures++;
    });
    $producer->beginTransaction();
    $producer->send('books', 'never');
    $producer->enqueue('books', 'nor this');
    $producer->abortTransaction();
    check('what an abort calls back is no failure', $failures === 0, "$failures");
    $producer->beginTransaction();
    $producer->send('books', 'three');
    $producer->commitTransaction();

    $seen = fn(array $config): array => values($servers + $config, 'books', 'three');
    $committed = $seen(['group.id' => 'committed']);
    check('readers of committed messages see no aborted one', $committed === ['one', 'three', 'two'], implode(' ', $committed));
    $all = $seen(['group.id' => 'uncommitted', 'isolation.level' => 'read_uncommitted']);
    check('the others see it', in_array('never', $all, true), implode(' ', $all));

    offsets_in_transactions($servers, $producer);

    $second = new Producer($servers + ['transactional.id' => 'books', 'linger.ms' => 0]);
    $producer->beginTransaction();
    $second->initTransactions();
    $second->beginTransaction();
    $second->send('books', 'four');
    $second->commitTransaction();
    try {
        $producer->enqueue('books', 'of the old one');
        $producer->commitTransaction();
        $fenced = null;
    } catch (KafkaException $fenced) {
    }
    check('the older producer of the same transactional.id is fenced off', $fenced?->isFatal() === true, (string) $fenced?->getMessage());
    $second->beginTransaction();
    try {
        $second->sendBatch('books', ['good' => 'x', 'bad' => str_repeat('x', 1_048_588)]);
        $caught = null;
    } catch (KafkaBatchException $caught) {
    }
    $named = [array_keys($caught?->getReports() ?? []), array_keys($caught?->getFailures() ?? [])];
    check('a batch that fails in part says which part', $named === [['good'], ['bad']], json_encode($named));
    $second->abortTransaction();
    $producer->close(1);
    $second->close();
}

/** Offsets that are part of transactions: what is aborted is read again. */
function offsets_in_transactions(array $servers, Producer $producer): void
{
    $producer->beginTransaction();
    $producer->sendBatch('orders', array_map(fn(int $i) => ['value' => "order $i", 'partition' => 0], range(1, 6)));
    $producer->commitTransaction();
    $config = $servers + ['group.id' => 'orders', 'auto.offset.reset' => 'earliest', 'enable.auto.commit' => false];
    $consumer = new Consumer($config);
    $consumer->subscribe('orders');
    $step = function (int $count) use ($consumer, $producer): void {
        $producer->beginTransaction();
        for ($taken = 0; $taken < $count; $taken++) {
            $producer->enqueue('invoices', 'for ' . $consumer->consume(PATIENCE)->value);
        }
        $producer->sendOffsetsToTransaction($consumer);
    };
    $step(2);
    $producer->commitTransaction();
    $step(2);
    $producer->abortTransaction();
    $consumer->seekToCommitted();
    $again = $consumer->consume(PATIENCE)->value;
    check('after an abort the consumer goes on where the last commit was', $again === 'order 3', $again);
    $consumer->seekToCommitted();
    $step(4);
    $producer->commitTransaction();
    $committed = $consumer->committed()['orders'][0];
    check('offsets are committed with the transaction', $committed >= 6, "$committed");
    $consumer->close();
    $invoices = values($servers + ['group.id' => 'invoices'], 'invoices', 'for order 6');
    $wanted = array_map(fn(int $i) => "for order $i", range(1, 6));
    check('each order has one invoice', $invoices === $wanted, implode(', ', $invoices));
}

/** The values of a topic up to the end it has when $last was seen, sorted. @return list<string> */
function values(array $config, string $topic, string $last): array
{
    $values = [];
    $consumer = read($config, $topic, function (Message $message) use (&$values, $last) {
        return ($values[] = $message->value) !== $last;
    });
    while (array_sum($consumer->lag()[$topic]) > 0 && ($message = $consumer->consume(1)) !== null) {
        $values[] = $message->value;
    }
    $consumer->close();
    sort($values);
    return $values;
}
