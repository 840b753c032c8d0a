<?php
// Messages per CPU-second, beside the plain rdkafka crate (src/bin/kafka-plain.rs) in the same run, against one Apache Kafka
// node that scripts/kafka starts: 1 KiB each, enqueued and acknowledged; then read by a group, by the crate in two ways: each
// message taken out of librdkafka's memory, and only looked at. MESSAGES, ROUNDS change it.
declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/kafka-node.php';

$count = (int) (getenv('MESSAGES') ?: 500_000);
$rounds = (int) (getenv('ROUNDS') ?: 5);
$module = getenv('PEREGRINE_MODULE') ?: exit("PEREGRINE_MODULE names the module\n");
$plain = dirname($module) . '/kafka-plain';
$brokers = kafka_node();

/** @return list<float> CPU seconds, seconds, KiB */
function round_of(array $command): array
{
    exec(implode(' ', array_map(escapeshellarg(...), $command)), $lines, $status); // what goes wrong is on stderr
    $numbers = array_map(floatval(...), explode(' ', end($lines) ?: ''));
    $status === 0 && $numbers[0] > 0 || exit("bench: failed: " . implode(' ', $command) . "\n" . implode("\n", $lines) . "\n");
    return $numbers;
}

$ours = [PHP_BINARY, '-n', '-d', "extension=$module", __DIR__ . '/kafka-client.php'];
$rates = [];
round_of([$plain, 'produce', $brokers, 'warm', '1000']); // the node's coordinators load
for ($round = 0; $round < $rounds; $round++) {
    foreach (['produce', 'consume'] as $what) {
        $all = ['plain' => [$plain, $what], 'ours' => [...$ours, $what]] + ($what === 'consume' ? ['borrow' => [$plain, 'borrow']] : []);
        foreach ($round % 2 ? array_reverse($all) : $all as $who => $command) {
            $topic = $what === 'consume' ? "round-$round-plain" : "round-$round-$who";
            $numbers = round_of([...$command, $brokers, $topic, (string) $count]);
            $rates[$what][$who][] = $count / $numbers[0];
            $rates[$what]["$who seconds"][] = $count / $numbers[1];
            $who === 'ours' && $grown[$what][] = (int) $numbers[2];
        }
    }
}
$names = ['plain' => 'rdkafka', 'borrow' => 'rdkafka, only looked at', 'ours' => 'Peregrine'];
foreach ($rates as $what => $of) {
    foreach (array_intersect_key($names, $of) as $who => $name) {
        sort($of[$who]);
        sort($of["$who seconds"]);
        printf("%s, %s: %d messages per CPU-second (%d–%d), %d a second\n", $what, $name, median($of[$who]), $of[$who][0],
            end($of[$who]), median($of["$who seconds"]));
    }
}
foreach ([['produce', 'plain', 0.8], ['consume', 'plain', 0.6], ['consume', 'borrow', 0.6]] as [$what, $who, $target]) {
    $ratios = array_map(fn(float $a, float $b) => $a / $b, $rates[$what]['ours'], $rates[$what][$who]);
    printf("%s, Peregrine / %s: %.3f (%.3f–%.3f), at least %.1f %s\n", $what, $names[$who], median($ratios), min($ratios), max($ratios),
        $target, median($ratios) >= $target ? '✓' : '✗');
}
foreach ($grown as $what => $sizes) {
    printf("%s: memory grew by %d KiB at most after the first tenth\n", $what, max($sizes));
}
