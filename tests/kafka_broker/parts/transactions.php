<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Exception\{KafkaBatchException, KafkaException};
use Peregrine\Kafka\{Consumer, Message, Producer};
use function Peregrine\go;

/** Commit, abort, offsets inside a transaction, a producer that another one fences off, and an abort that is required. */
function transactions(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $producer = new Producer($servers + ['transactional.id' => 'books', 'linger.ms' => 0]);
    // The coordinator of a node that has just begun may still load: "isRetriable()" means to call again.
    until(function () use ($producer) {
        try {
            $producer->initTransactions();
            return true;
        } catch (KafkaException $error) {
            return $error->isRetriable() ? false : throw $error;
        }
    }, 'the first transaction of the node');
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

    $seen = fn(array $config, string ...$wanted): array => values($servers + $config, 'books', ...$wanted);
    $committed = $seen(['group.id' => 'committed'], 'one', 'two', 'three');
    check('readers of committed messages see no aborted one', $committed === ['one', 'three', 'two'], implode(' ', $committed));
    $all = $seen(['group.id' => 'uncommitted', 'isolation.level' => 'read_uncommitted'], 'one', 'two', 'three', 'never');
    check('the others see it', in_array('never', $all, true), implode(' ', $all));

    offsets_in_transactions($servers, $producer);
    cancelled_calls($servers, $producer);

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

/** The wait of a commit or an abort is cancelled: the call goes on, the next one waits for it, and readers see what it did. */
function cancelled_calls(array $servers, Producer $producer): void
{
    $cancelled = function (callable $call): bool {
        $cid = go(function () use ($call, &$caught) {
            try {
                $call();
            } catch (Coroutine\CanceledException $caught) {
            }
        });
        return Coroutine::cancel($cid) && $caught !== null;
    };
    $count = 0;
    $wanted = [];
    for ($i = 0; $i < 10; $i++) {
        $producer->beginTransaction();
        $producer->send('cancelled', $wanted[] = "committed $i");
        $count += $cancelled(fn() => $producer->commitTransaction()) ? 1 : 0;
        $producer->beginTransaction();
        $producer->send('cancelled', "aborted $i");
        $count += $cancelled(fn() => $producer->abortTransaction()) ? 1 : 0;
    }
    check('the waits of ten commits and ten aborts are cancelled', $count === 20, "$count");
    $producer->beginTransaction();
    $sent = $cancelled(fn() => $producer->sendBatch('cancelled', ['of the batch 1', 'of the batch 2']));
    $producer->commitTransaction();
    array_push($wanted, 'of the batch 1', 'of the batch 2');
    $values = values($servers + ['group.id' => 'cancelled'], 'cancelled', ...$wanted);
    sort($wanted);
    check('each commit went on, each abort too, and a cancelled batch is part of its transaction', $sent && $values === $wanted, implode(', ', $values));
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
    $wanted = array_map(fn(int $i) => "for order $i", range(1, 6));
    $invoices = values($servers + ['group.id' => 'invoices'], 'invoices', ...$wanted);
    check('each order has one invoice', $invoices === $wanted, implode(', ', $invoices));
}

/** The values of a topic, sorted: at least those that are wanted, and what else comes until its end. @return list<string> */
function values(array $config, string $topic, string ...$wanted): array
{
    $values = [];
    $consumer = read($config, $topic, function (Message $message) use (&$values, $wanted) {
        $values[] = $message->value;
        return array_diff($wanted, $values) !== [];
    });
    while (array_sum($consumer->lag()[$topic]) > 0 && ($message = $consumer->consume(1)) !== null) {
        $values[] = $message->value;
    }
    $consumer->close();
    sort($values);
    return $values;
}
