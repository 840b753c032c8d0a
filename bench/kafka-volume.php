<?php
// Does a worker that sends and reads for long grow? php -n -d extension=MODULE bench/kafka-volume.php [MILLIONS], or bench/run kafka-volume.
// Ten million messages of 100 bytes by enqueue() and foreach in one process, against the node that scripts/kafka starts; prints
// the resident memory at every fifth of them read.
use Peregrine\Kafka\{Consumer, Producer};
use function Peregrine\{go, run};

require __DIR__ . '/kafka-node.php';

$count = (int) (1_000_000 * (float) ($argv[1] ?? getenv('MILLIONS') ?: 10));
$brokers = kafka_node();

run(function () use ($brokers, $count) {
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
            printf("%d messages, %.0f s: %d KiB\n", $read, microtime(true) - $started, resident());
        }
        if ($read === $count) {
            break;
        }
    }
    echo $sum === intdiv($count * ($count - 1), 2) ? "each once\n" : "the sum is wrong: some twice or never\n";
    $consumer->close();
});
