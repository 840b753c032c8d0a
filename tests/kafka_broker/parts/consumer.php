<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Kafka\{Consumer, DeadLetterTopic, Message, Producer};
use function Peregrine\go;

/** When the messages of `places` were made, in milliseconds: an hour before this test. Older ones the broker would throw away. */
define('EPOCH', (int) (microtime(true) * 1000) - 3_600_000);

/** Places: by time, seek, watermarks, lag, assign; commits; order and failures with many handlers; a consumer at rest. */
function consumer(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $producer = new Producer($servers + ['linger.ms' => 5]);
    $messages = [];
    for ($i = 0; $i < 1000; $i++) {
        $messages[] = ['value' => "$i", 'key' => 'key ' . $i % 50, 'partition' => $i % PARTITIONS, 'timestamp' => EPOCH + $i];
    }
    $producer->sendBatch('places', $messages);
    places($servers);
    commits($servers);
    handlers($servers, $producer);
    at_rest($servers, $producer);
    $producer->close();
}

function places(array $servers): void
{
    $consumer = new Consumer($servers + ['group.id' => 'places', 'auto.offset.reset' => 'earliest', 'enable.auto.commit' => false]);
    $consumer->assign(['places' => [0 => 100, 1 => Consumer::OFFSET_END]]);
    $first = $consumer->consume(PATIENCE);
    check('assign() begins where it says', $first->partition === 0 && $first->offset === 100, "$first->partition/$first->offset");
    check('watermarks are the ends of a partition', $consumer->watermarks('places', 1) === [0, 250]);
    $found = $consumer->offsetsForTimes(['places' => [0 => EPOCH + 400, 1 => EPOCH + 2000]]);
    check('offsets are found by time', $found === ['places' => [0 => 100, 1 => null]], json_encode($found));
    $consumer->seek(['places' => [0 => 200, 1 => Consumer::OFFSET_BEGINNING]]);
    $next = [];
    until(function () use ($consumer, &$next) {
        foreach ($consumer->consumeBatch(10, 1) as $message) {
            $next[$message->partition] ??= $message->offset;
        }
        return count($next) === 2;
    }, 'messages of both partitions');
    ksort($next);
    check('seek() goes there', $next === [200, 0], json_encode($next));
    $consumer->pause(['places' => [0]]);
    $paused = array_filter($consumer->consumeBatch(50, 1), fn(Message $m) => $m->partition === 0);
    check('a paused partition is silent', $paused === []);
    $consumer->resume();
    $lag = $consumer->lag()['places'];
    check('lag is what was not read', $lag[0] <= 50 && $lag[1] < 250, json_encode($lag));
    $consumer->close();
}

function commits(array $servers): void
{
    $config = $servers + ['group.id' => 'commits', 'auto.offset.reset' => 'earliest', 'enable.auto.commit' => false];
    $consumer = new Consumer($config);
    $consumer->subscribe('places');
    $batch = $consumer->consumeBatch(20, PATIENCE);
    check('a batch comes at once', count($batch) > 1, count($batch) . ' messages');
    $last = end($batch);
    $consumer->commit($last);
    $committed = $consumer->committed()['places'];
    check('a message is committed', $committed[$last->partition] === $last->offset + 1, json_encode($committed));
    $consumer->commit(['places' => [0 => 7, 1 => 8]]);
    check('offsets are committed', array_slice($consumer->committed()['places'], 0, 2) === [7, 8]);
    $consumer->commitAsync(['places' => [2 => 9]]);
    until(fn() => $consumer->committed()['places'][2] === 9, 'commitAsync()');
    check('offsets are committed without waiting', true);
    $consumer->close();
}

/** 1,000 messages, 16 handlers: each key in its order, failures to the dead letters, everything committed. */
function handlers(array $servers, Producer $producer): void
{
    $consumer = new Consumer($servers + ['group.id' => 'handlers', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('places');
    $seen = [];
    $count = $running = $most = 0;
    go(function () use ($consumer, &$count) {
        try {
            until(function () use (&$count) { return $count >= 1000; }, '1000 messages handled');
        } finally {
            $consumer->close();
        }
    });
    $consumer->each(function (Message $message) use (&$seen, &$count, &$running, &$most) {
        $most = max($most, ++$running);
        Coroutine::sleep(mt_rand(1, 20) / 10_000);
        $seen["$message->partition $message->key"][] = (int) $message->value;
        $running--;
        $count++;
        (int) $message->value % 100 === 7 && throw new DomainException("no sevens: $message->value");
    }, deadLetters: new DeadLetterTopic($producer));
    $sorted = $seen;
    array_walk($sorted, fn(array &$values) => sort($values));
    check('handlers keep the order of each key', $seen === $sorted && count($seen) === 100, count($seen) . ' keys');
    check('16 of them run at the same time', $most === 16, "$most");
    $letters = [];
    $reader = read($servers + ['group.id' => 'letters'], 'places.dlt', function (Message $letter) use (&$letters) {
        $letters[$letter->value] = $letter->headers['dlt.message'];
        return count($letters) < 10;
    });
    $reader->close();
    ksort($letters);
    check('the dead letters are those that failed', $letters['707'] === 'no sevens: 707' && array_keys($letters) === range(7, 907, 100));
    $after = new Consumer($servers + ['group.id' => 'handlers', 'auto.offset.reset' => 'earliest']);
    $after->subscribe('places');
    check('everything handled is committed', $after->consume(3) === null);
    $after->close();
    failing_handler($servers);
}

/** Without dead letters a failure ends each(), and nothing behind the failed message is lost. */
function failing_handler(array $servers): void
{
    $consumer = new Consumer($servers + ['group.id' => 'failing', 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe('places');
    $handled = [];
    $failed = false;
    $handler = function (Message $message) use (&$handled, &$failed, $consumer) {
        if ($message->value === '500' && !$failed) {
            $failed = true;
            throw new DomainException('once');
        }
        $handled[$message->value] = true;
        count($handled) === 1000 && go(fn() => $consumer->close());
    };
    try {
        bounded($consumer, fn() => $consumer->each($handler, order: 'partition'));
        $caught = null;
    } catch (DomainException $caught) {
    }
    $before = count($handled);
    bounded($consumer, fn() => $consumer->each($handler, order: 'partition'));
    check('a failed message ends each(), and the next each() begins with it', $caught?->getMessage() === 'once' && count($handled) === 1000, "$before before, " . count($handled) . ' in all');
}

/** A consumer that waits longer than max.poll.interval.ms stays in its group. */
function at_rest(array $servers, Producer $producer): void
{
    $limits = ['session.timeout.ms' => 6000, 'max.poll.interval.ms' => 6000];
    $consumer = new Consumer($servers + $limits + ['group.id' => 'rest', 'auto.offset.reset' => 'latest']);
    $revoked = 0;
    $consumer->onRevoke(function () use (&$revoked) {
        $revoked++;
    });
    $consumer->subscribe('rest');
    $producer->send('rest', 'makes the topic');
    until(fn() => $consumer->consume(0.1) === null && $consumer->assignment() !== [], 'an assignment');
    $started = microtime(true);
    go(function () use ($producer) {
        Coroutine::sleep(8);
        $producer->send('rest', 'late');
    });
    $value = $consumer->consume(PATIENCE)?->value;
    check('a consumer that waits for long stays in its group', $value === 'late' && $revoked === 0, sprintf('%.1f s', microtime(true) - $started));
    $consumer->close();
}
