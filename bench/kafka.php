<?php
// Messages per CPU-second, beside the plain rdkafka crate (src/bin/kafka-plain.rs) in the same run, against one Apache Kafka
// node that scripts/kafka starts: 1 KiB each, enqueued and acknowledged; then read by a group. MESSAGES, ROUNDS change it.
declare(strict_types=1);

$count = (int) (getenv('MESSAGES') ?: 500_000);
$rounds = (int) (getenv('ROUNDS') ?: 5);
$module = getenv('PEREGRINE_MODULE') ?: exit("PEREGRINE_MODULE names the module\n");
$plain = dirname($module) . '/kafka-plain';
$node = sys_get_temp_dir() . '/peregrine-bench-kafka-' . getmypid();
exec('KAFKA_OWNER=' . getmypid() . ' ' . dirname(__DIR__) . '/scripts/kafka start ' . escapeshellarg($node), $lines, $status);
$status === 0 || exit("bench: no Kafka node\n");
register_shutdown_function(function () use ($node) {
    exec(dirname(__DIR__) . '/scripts/kafka kill ' . escapeshellarg($node) . ' && rm -r ' . escapeshellarg($node));
});
$brokers = parse_ini_file("$node/address", false, INI_SCANNER_RAW)['plaintext'];

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
        $pair = ['plain' => [$plain], 'ours' => $ours];
        foreach ($round % 2 ? array_reverse($pair) : $pair as $who => $command) {
            $topic = $what === 'consume' ? "round-$round-plain" : "round-$round-$who";
            $numbers = round_of([...$command, $what, $brokers, $topic, (string) $count]);
            $rates[$what][$who][] = $count / $numbers[0];
            $rates[$what]["$who seconds"][] = $count / $numbers[1];
            $who === 'ours' && $grown[$what][] = (int) $numbers[2];
        }
    }
}
foreach (['produce' => 0.8, 'consume' => 0.6] as $what => $target) {
    $ratios = array_map(fn(float $a, float $b) => $a / $b, $rates[$what]['ours'], $rates[$what]['plain']);
    foreach (['plain' => 'rdkafka', 'ours' => 'Peregrine'] as $who => $name) {
        sort($rates[$what][$who]);
        sort($rates[$what]["$who seconds"]);
        printf("%s, %s: %d messages per CPU-second (%d–%d), %d a second\n", $what, $name, $rates[$what][$who][intdiv($rounds, 2)],
            $rates[$what][$who][0], end($rates[$what][$who]), $rates[$what]["$who seconds"][intdiv($rounds, 2)]);
    }
    sort($ratios);
    $median = $ratios[intdiv($rounds, 2)];
    printf("%s, Peregrine / rdkafka: %.3f (%.3f–%.3f), at least %.1f %s; memory grew by %d KiB at most after the first tenth\n", $what,
        $median, $ratios[0], end($ratios), $target, $median >= $target ? '✓' : '✗', max($grown[$what]));
}
