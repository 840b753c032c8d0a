<?php
// Does a worker that sends and reads for long grow? php -n -d extension=MODULE bench/kafka-volume.php [MILLIONS]
// Ten million messages of 100 bytes by enqueue() and foreach in one process, against the node that scripts/kafka starts; prints
// the resident memory at every fifth of them read.
use Peregrine\Kafka\{Consumer, Producer};
use function Peregrine\{go, run};

$count = (int) (1_000_000 * (float) ($argv[1] ?? 10));
$node = sys_get_temp_dir() . '/peregrine-bench-kafka-' . getmypid();
exec('KAFKA_OWNER=' . getmypid() . ' ' . dirname(__DIR__) . '/scripts/kafka start ' . escapeshellarg($node), $lines, $status);
$status === 0 || exit("bench: no Kafka node\n");
register_shutdown_function(function () use ($node) {
    exec(dirname(__DIR__) . '/scripts/kafka kill ' . escapeshellarg($node) . ' && rm -r ' . escapeshellarg($node));
});
$brokers = parse_ini_file("$node/address", false, INI_SCANNER_RAW)['plaintext'];
$resident = fn(): int => preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $found) ? (int) $found[1] : 0;

run(function () use ($brokers, $count, $resident) {
    $read = 0;
    go(function () use ($brokers, $count, &$read) {
        $producer = new Producer(['bootstrap.servers' => $brokers, 'queue.buffering.max.messages' => 20_000]);
        $producer->onFailure(fn($message, $error) => exit("lost: {$error->getMessage()}\n"));
        for ($i = 0; $i < $count; $i++) {
            $producer->enqueue('volume', str_pad((string) $i, 100, '.'));
            // The reader keeps up, so that what is measured is a flow and not a heap.
            while ($i - $read > 100_000) {
                Peregrine\Coroutine::sleep(0.001);
            }
        }
        $producer->flush(60);
    });
    $consumer = new Consumer([
        'bootstrap.servers' => $brokers, 'group.id' => 'volume', 'auto.offset.reset' => 'earliest', 'topic.metadata.refresh.interval.ms' => 1000,
    ]);
    $consumer->subscribe('volume');
    $started = microtime(true);
    $sum = 0;
    foreach ($consumer as $message) {
        $sum += (int) $message->value;
        if (++$read % intdiv($count, 5) === 0) {
            printf("%d messages, %.0f s: %d KiB\n", $read, microtime(true) - $started, $resident());
        }
        if ($read === $count) {
            break;
        }
    }
    echo $sum === intdiv($count * ($count - 1), 2) ? "each once\n" : "the sum is wrong: some twice or never\n";
    $consumer->close();
});
