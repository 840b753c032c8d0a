<?php
// Does a server's worker that sends and reads for long grow? php -n -d extension=MODULE bench/kafka-worker-volume.php [MILLIONS] [PORT]
// kafka-volume.php in the worker of an HTTP server, which is asked for a page twenty times a second meanwhile: ten million messages of
// 100 bytes, enqueued by one coroutine and read by another of a group, against the node that scripts/kafka starts. Prints the
// worker's resident memory at 1, 2, 4, 6, 8 and 10 tenths of them. About a minute; after ten it gives up.
use Peregrine\Coroutine;
use Peregrine\Coroutine\Http\Client;
use Peregrine\Http\Server;
use Peregrine\Kafka\{Consumer, Producer};
use function Peregrine\go;

const PATIENCE = 600;

$count = (int) (1_000_000 * (float) ($argv[1] ?? 10));
$port = (int) ($argv[2] ?? 9580);
$node = sys_get_temp_dir() . '/peregrine-bench-kafka-' . getmypid();
$script = escapeshellarg(dirname(__DIR__) . '/scripts/kafka');
exec('KAFKA_OWNER=' . getmypid() . " $script start " . escapeshellarg($node), $lines, $status);
$status === 0 || exit("bench: no Kafka node\n");
$brokers = parse_ini_file("$node/address", false, INI_SCANNER_RAW)['plaintext'];
$resident = fn(): int => preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $found) ? (int) $found[1] : 0;
$state = (object) ['sent' => 0, 'read' => 0, 'sum' => 0, 'pages' => 0, 'started' => 0.0, 'trouble' => ''];

$send = function () use ($brokers, $count, $state): void {
    $producer = new Producer(['bootstrap.servers' => $brokers, 'queue.buffering.max.messages' => 20_000]);
    $producer->onFailure(fn($message, $error) => $state->trouble = $error->getMessage());
    while ($state->sent < $count && $state->trouble === '') {
        $producer->enqueue('volume', str_pad((string) $state->sent++, 100, '.'));
        // The reader keeps up, so that what is measured is a flow and not a heap.
        while ($state->sent - $state->read > 100_000 && $state->trouble === '') {
            Coroutine::sleep(0.001);
        }
    }
    $producer->flush(60);
};
$read = function () use ($brokers, $count, $state, $resident): void {
    $consumer = new Consumer([
        'bootstrap.servers' => $brokers, 'group.id' => 'volume', 'auto.offset.reset' => 'earliest', 'topic.metadata.refresh.interval.ms' => 1000,
    ]);
    $consumer->subscribe('volume');
    $at = array_map(fn(int $tenths) => intdiv($count, 10) * $tenths, [1, 2, 4, 6, 8, 10]);
    foreach ($consumer as $message) {
        $state->sum += (int) $message->value;
        if (++$state->read === $at[0]) {
            array_shift($at);
            printf("%d messages, %.0f s, %d pages: %d KiB\n", $state->read, microtime(true) - $state->started, $state->pages, $resident());
        }
        if ($at === [] || $state->trouble !== '') {
            break;
        }
    }
    $consumer->close();
};
$ask = function () use ($port, $count, $state): void {
    while ($state->read < $count && $state->trouble === '') {
        Coroutine::sleep(0.05);
        $client = new Client('127.0.0.1', $port);
        $client->get('/') && $state->pages++;
        $client->close();
    }
};

try {
    $server = new Server('127.0.0.1', $port);
    $server->set(['worker_num' => 1, 'log_level' => Peregrine\LOG_ERROR, 'max_wait_time' => 10]);
    $server->on('request', fn($request, $response) => $response->end("$state->read messages\n"));
    $server->on('workerStart', function (Server $server) use ($send, $read, $ask, $count, $state): void {
        $state->started = microtime(true);
        go(function () use ($server, $send, $read, $ask, $count, $state): void {
            $parts = array_map(go(...), [$send, $read, $ask]);
            Coroutine::join($parts, PATIENCE) || $state->trouble = $state->trouble ?: 'it took longer than ' . PATIENCE . ' s';
            $each = $state->sum === intdiv($count * ($count - 1), 2);
            echo $state->trouble ?: ($each ? 'each once' : 'the sum is wrong: some twice or never'), "\n";
            $server->shutdown();
        });
    });
    $server->start();
} finally {
    exec("$script kill " . escapeshellarg($node) . ' && rm -r ' . escapeshellarg($node));
}
