<?php
// What an event costs from the HTTP request to the broker's acknowledgement:
//   PEREGRINE_MODULE=MODULE php -n -d extension=MODULE bench/kafka-ingest.php
// The ingest service (examples/ingest) with one worker on CPU 0; one Apache Kafka node (scripts/kafka) and wrk, 64 connections, on
// CPU 1. For bodies of 1, 10 and 100 events, in rounds by turns: events that were accepted (202, all acknowledged by the broker)
// per second of the worker's CPU time, user and system, librdkafka's threads with it. Before and after each round the topic's
// ends say how many are stored; they must be as many. ROUNDS (5), SECONDS (4), CONNECTIONS (64), LOGIN=1 by SCRAM-SHA-512 in TLS.
declare(strict_types=1);

require __DIR__ . '/rounds.php';

use Peregrine\Kafka\Consumer;
use function Peregrine\run;

const BATCHES = [1, 10, 100];

$module = getenv('PEREGRINE_MODULE') ?: refuse('PEREGRINE_MODULE names the module');
[$rounds, $seconds, $connections] = [(int) (getenv('ROUNDS') ?: 5), (int) (getenv('SECONDS') ?: 4), (int) (getenv('CONNECTIONS') ?: 64)];
$scratch = sys_get_temp_dir() . '/peregrine-bench-ingest-' . getmypid();
$script = escapeshellarg(dirname(__DIR__) . '/scripts/kafka');
exec('KAFKA_OWNER=' . getmypid() . " taskset -c 1 $script start " . escapeshellarg("$scratch/node"), $lines, $status);
$status === 0 || refuse('no Kafka node');
register_shutdown_function(function () use (&$server, $script, $scratch): void {
    $server?->stop();
    exec("$script kill " . escapeshellarg("$scratch/node") . ' ; rm -r ' . escapeshellarg($scratch));
});
$address = parse_ini_file("$scratch/node/address", false, INI_SCANNER_RAW);

/** wrk's script: a body of so many events, each of about 200 bytes. */
function body(string $scratch, int $events): string
{
    $event = fn(int $i): array => [
        'id' => "bench-$i", 'type' => 'order.created', 'ts' => '2026-11-02T10:11:12Z',
        'payload' => ['amount' => 12.5, 'currency' => 'EUR', 'items' => [['sku' => 'ABCD-1', 'quantity' => 2]], 'customer' => ['email' => 'you@example.org']],
    ];
    $all = array_map($event, range(1, $events));
    $lua = "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [==[" . json_encode($events === 1 ? $all[0] : $all) . "]==]\n";
    file_put_contents($file = "$scratch/$events.lua", $lua);
    return $file;
}

/** What is stored on the topic. */
function stored(string $brokers): int
{
    $stored = 0;
    run(function () use ($brokers, &$stored): void {
        $consumer = new Consumer(['bootstrap.servers' => $brokers, 'group.id' => 'ends']);
        for ($partition = 0; $partition < 4; $partition++) {
            [$first, $end] = $consumer->watermarks('events', $partition);
            $stored += $end - $first;
        }
        $consumer->close();
    });
    return $stored;
}

/** What the service has accepted, and what was stored meanwhile, when nothing is under way. @return array{int, int} */
function balance(ServerProcess $server, string $brokers): array
{
    // What wrk had sent when it ended is still taken: until nothing changes any more.
    for ([$before, $until] = [null, time() + 20]; time() < $until; usleep(200_000)) {
        $stats = json_decode((string) file_get_contents("http://127.0.0.1:$server->port/stats"), true);
        $now = [$stats['accepted'], stored($brokers)];
        if ($now === $before && $stats['accepted'] === $stats['delivered']) {
            return $now;
        }
        $before = $now;
    }
    refuse('events are neither delivered nor failed after 20 s: ' . json_encode($stats));
}

$port = free_port();
$login = getenv('LOGIN') ? "KAFKA_BROKERS=$address[sasl_ssl] KAFKA_SSL_CA_LOCATION=$address[ca] KAFKA_SASL_MECHANISM=SCRAM-SHA-512 KAFKA_SASL_USERNAME=scram KAFKA_SASL_PASSWORD=scram-secret" : "KAFKA_BROKERS=$address[plaintext]";
$command = ['taskset', '-c', '0', 'env', ...explode(' ', $login), 'WORKERS=1', 'RULES=', "PORT=$port"];
$server = new ServerProcess([...$command, PHP_BINARY, '-n', '-d', "extension=$module", dirname(__DIR__) . '/examples/ingest/server.php'], $port);
$scripts = array_map(fn(int $events) => body($scratch, $events), array_combine(BATCHES, BATCHES));
$url = "http://127.0.0.1:$port/events";
array_map(fn(string $file) => wrk($url, 2, $connections, $file), $scripts);
$rates = $speeds = array_fill_keys(BATCHES, []);
for ($round = 0; $round < $rounds; $round++) {
    foreach ($round % 2 ? array_reverse(BATCHES) : BATCHES as $events) {
        [$accepted, $stored] = balance($server, $address['plaintext']);
        $cpu = cpu_seconds($server->worker());
        wrk($url, $seconds, $connections, $scripts[$events]);
        $cpu = cpu_seconds($server->worker()) - $cpu;
        [$accepted, $stored] = array_map(fn(int $now, int $before) => $now - $before, balance($server, $address['plaintext']), [$accepted, $stored]);
        $accepted === $stored || refuse("$accepted events were accepted, $stored are stored");
        $rates[$events][] = $accepted / $cpu;
        $speeds[$events][] = $accepted / $seconds;
    }
}
title('events/CPU-s');
foreach (BATCHES as $events) {
    line("$events to a request", sprintf('%d', median($rates[$events])), spread($rates[$events], '%d'), '', sprintf('%.1f µs, %d/s', 1e6 / median($rates[$events]), median($speeds[$events])));
}
