<?php
declare(strict_types=1);

use Peregrine\Kafka\{Message, Producer};

const MESSAGES = 1_000_000;

/** A million messages there and back: all of them, each with its own bytes, in the order of their partition. */
function bulk(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $started = microtime(true);
    $producer = new Producer($servers + ['compression.codec' => 'zstd', 'linger.ms' => 20]);
    $lost = $sum = 0;
    $producer->onFailure(function () use (&$lost) {
        $lost++;
    });
    for ($i = 0; $i < MESSAGES; $i++) {
        $producer->enqueue('bulk', $value = value($i), "key $i", ['number' => (string) $i], null, EPOCH + $i);
        $sum ^= crc32($value);
    }
    $producer->flush(PATIENCE);
    $rate = MESSAGES / (microtime(true) - $started);
    check(MESSAGES . ' messages are acknowledged', $lost === 0, sprintf('%d lost, %d a second', $lost, $rate));

    $count = $wrong = $read = 0;
    $least = array_fill(0, 4, PHP_INT_MAX); // KiB of this process, for each quarter of the messages
    $next = $newest = array_fill(0, PARTITIONS, -1);
    $started = microtime(true);
    // What librdkafka has fetched ahead is memory, too, and more of it the slower this machine is just now.
    $consumer = read($servers + ['group.id' => 'bulk', 'queued.max.messages.kbytes' => 4096], 'bulk', function (Message $m) use (&$count, &$wrong, &$next, &$newest, &$read, &$least) {
        $i = (int) ($value = $m->value);
        $same = $m->key === "key $i" && $m->headers === ['number' => (string) $i] && $m->timestamp === EPOCH + $i;
        // Offsets without gaps and numbers that rise: nothing is missing, doubled or overtaken.
        $placed = $m->offset === $next[$m->partition] + 1 && $i > $newest[$m->partition];
        $wrong += $same && $placed ? 0 : 1;
        $read ^= crc32($value);
        [$next[$m->partition], $newest[$m->partition]] = [$m->offset, $i];
        if (++$count % 5000 === 0) {
            $quarter = intdiv($count - 1, MESSAGES / 4);
            $least[$quarter] = min($least[$quarter], resident());
        }
        return $count < MESSAGES;
    });
    $rate = MESSAGES / (microtime(true) - $started);
    check('each is read once, unchanged and in its partition\'s order', $wrong === 0, sprintf('%d wrong, %d a second', $wrong, $rate));
    check('the values read are those written', $read === $sum, dechex($sum));
    check('every partition has its share', min($next) > MESSAGES / PARTITIONS / 2, implode(', ', $next));
    // The least of a quarter: what was fetched ahead comes and goes, what is lost stays (34 bytes for each message make 16 MiB).
    $grown = $least[3] - $least[1];
    check('the second half costs no memory', $grown < 16 * 1024, "$grown KiB; the least of each quarter: " . implode(', ', $least));

    $consumer->commit();
    $consumer->close();
    $producer->send('bulk', 'after the commit');
    $first = null;
    read($servers + ['group.id' => 'bulk'], 'bulk', function (Message $m) use (&$first) {
        $first = $m->value;
        return false;
    })->close();
    check('the group goes on where it committed', $first === 'after the commit', substr((string) $first, 0, 40));
    $producer->close();
}
