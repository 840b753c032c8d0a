<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Kafka\{Admin, Consumer, Producer, TableView};
use Peregrine\Table;

/** A topic that the broker really compacts: what is left gives the same rows, to a new view and to one that was away. */
function compaction(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $admin = new Admin($servers);
    $compacted = [
        'cleanup.policy' => 'compact', 'segment.bytes' => 16_384, 'min.cleanable.dirty.ratio' => 0.001, 'min.compaction.lag.ms' => 0,
        'max.compaction.lag.ms' => 100, 'delete.retention.ms' => 0,
    ];
    $admin->createTopic('compacted', 2, 1, $compacted);
    until(fn() => in_array('compacted', $admin->listTopics(), true), 'the topic is listed');
    $admin->close();

    $producer = new Producer($servers + ['linger.ms' => 2, 'batch.size' => 4096]); // a batch has to fit into a segment
    $rows = [];
    $change = function (string $key, ?int $n) use ($producer, &$rows): void {
        $producer->enqueue('compacted', $n === null ? null : json_encode(['n' => $n]), $key);
        if ($n === null) {
            unset($rows[$key]);
        } else {
            $rows[$key] = $n;
        }
    };
    for ($n = 0; $n < 2000; $n++) {
        $change('key ' . $n % 50, $n);
    }
    $producer->flush(PATIENCE);
    [$witness, $witnessed] = compacted_view($servers);
    [$away, $stale] = compacted_view($servers);
    try {
        check('a view of a topic before it is compacted', rows_of($witnessed) === sorted($rows) && rows_of($stale) === sorted($rows));
        $away->stop();

        for ($n = 2000; $n < 3000; $n++) {
            $change('key ' . $n % 50, $n);
        }
        for ($k = 0; $k < 10; $k++) {
            $change("key $k", null);
        }
        $producer->flush(PATIENCE);
        $kept = await_compaction($servers, $producer, $rows);
        check('the broker has compacted it: few messages are left, and no tombstone', $kept !== null, json_encode($kept));

        [$fresh, $new] = compacted_view($servers);
        $fresh->stop();
        check('a new view has the rows', rows_of($new) === sorted($rows), json_encode([count(rows_of($new)), count($rows)]));
        $same = fn(Table $table): bool => rows_of($table) === sorted($rows);
        until(fn() => $same($witnessed), 'the view that was there all the time has the rows');
        check('so has one that was there all the time', true);
        $away->start();
        $seen = until_or_null(fn() => $same($stale));
        check('and one that was away when the tombstones went', $seen, json_encode(array_diff_key(rows_of($stale), $rows)));
    } finally {
        $witness->stop();
        $away->stop();
        $producer->close();
    }
}

/** A view that is ready, and its table. @return array{TableView, Table} */
function compacted_view(array $servers): array
{
    $table = new Table(256);
    $table->column('n', Table::TYPE_INT);
    $table->create();
    $view = new TableView($table, $servers, 'compacted');
    $view->start();
    $view->waitReady(PATIENCE) || throw new RuntimeException('the view is not ready');
    return [$view, $table];
}

/** @return array<string, int> */
function rows_of(Table $table): array
{
    $rows = [];
    foreach ($table as $key => $row) {
        $rows[$key] = $row['n'];
    }
    return sorted($rows);
}

/** @param array<string, int> $rows @return array<string, int> */
function sorted(array $rows): array
{
    ksort($rows);
    return $rows;
}

/** Whether $holds came true in time. */
function until_or_null(callable $holds): bool
{
    try {
        until($holds, '');
        return true;
    } catch (RuntimeException) {
        return false;
    }
}

/**
 * Writes a little on and on, so that segments end and the cleaner looks at them, until nothing of the first messages is left
 * but the newest of each key. $rows gets what was written.
 *
 * @param array<string, int> $rows
 * @return ?array{messages: int, tombstones: int} what is on the topic; null: not in time
 */
function await_compaction(array $servers, Producer $producer, array &$rows): ?array
{
    $number = 10_000;
    for ($by = microtime(true) + 2 * PATIENCE; microtime(true) < $by; Coroutine::sleep(0.2)) {
        for ($n = 0; $n < 200; $n++) {
            $key = 'filler ' . $n % 7;
            $producer->enqueue('compacted', json_encode(['n' => ++$number]), $key);
            $rows[$key] = $number;
        }
        $producer->flush(PATIENCE);
        $kept = kept($servers);
        if ($kept['tombstones'] === 0 && $kept['messages'] < 1000) {
            return $kept;
        }
    }
    return null;
}

/** Everything on the topic from its beginning to the ends of now. @return array{messages: int, tombstones: int} */
function kept(array $servers): array
{
    $consumer = new Consumer($servers + ['group.id' => 'kept', 'enable.auto.commit' => false]);
    $kept = ['messages' => 0, 'tombstones' => 0];
    try {
        $ends = array_map(fn(int $partition) => $consumer->watermarks('compacted', $partition)[1], [0, 1]);
        $consumer->assign(['compacted' => [Consumer::OFFSET_BEGINNING, Consumer::OFFSET_BEGINNING]]);
        // The last message of a partition is never compacted away: its segment is the active one.
        $left = array_filter($ends);
        while ($left !== []) {
            $message = $consumer->consume(PATIENCE) ?? throw new RuntimeException('compacted: no message in ' . PATIENCE . ' s');
            if (isset($left[$message->partition]) && $message->offset >= $ends[$message->partition] - 1) {
                unset($left[$message->partition]);
            }
            $kept['messages']++;
            $kept['tombstones'] += $message->value === null ? 1 : 0;
        }
    } finally {
        $consumer->close();
    }
    return $kept;
}
