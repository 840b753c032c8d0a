<?php
/** A TableView in a server of three workers, of which the one that reads is killed. */
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Coroutine\Http\Client;
use Peregrine\Kafka\Producer;

require_once dirname(__DIR__, 2) . '/free_port.php';

/** What one worker sees; the next request may be another's. @return ?array<string, mixed> */
function ask_view(int $port): ?array
{
    $client = new Client('127.0.0.1', $port);
    $client->set(['timeout' => 5]);
    $answer = $client->get('/') ? json_decode($client->getBody(), true) : null;
    $client->close();
    return $answer;
}

/** Asks until $holds an answer. @return ?array<string, mixed> that answer */
function await_view(int $port, callable $holds): ?array
{
    for ($until = microtime(true) + PATIENCE; microtime(true) < $until; Coroutine::sleep(0.01)) {
        $answer = ask_view($port);
        if ($answer !== null && $holds($answer)) {
            return $answer;
        }
    }
    return null;
}

/** The file of the extension that runs this. */
function module(): string
{
    preg_match('/extension=([^\0]+)/', file_get_contents('/proc/self/cmdline'), $m);
    return realpath($m[1] ?? '') ?: throw new RuntimeException('the extension is no file');
}

/** What an answer's sum has to be. @param array<string, int> $rows */
function sum_of(array $rows): int
{
    $sum = 0;
    foreach ($rows as $key => $n) {
        $sum ^= crc32("$key $n text $n");
    }
    return $sum;
}

function table_view(Node $node): void
{
    $producer = new Producer(['bootstrap.servers' => $node->address['plaintext'], 'enable.idempotence' => true, 'linger.ms' => 2]);
    $rows = [];
    $change = function (int $n) use ($producer, &$rows) {
        $key = 'key ' . $n % 4999;
        if ($n % 10 === 3) {
            unset($rows[$key]);
            $producer->enqueue('view', null, $key);
        } else {
            $rows[$key] = $n;
            $producer->enqueue('view', json_encode(['n' => $n, 'text' => "text $n"]), $key);
        }
    };
    for ($n = 0; $n < 20_000; $n++) {
        $change($n);
    }
    $producer->flush(PATIENCE);

    $port = free_port();
    $command = [PHP_BINARY, '-n', '-d', 'extension=' . module(), dirname(__DIR__) . '/members/view_server.php', $node->address['plaintext'], 'view', (string) $port];
    $log = tempnam(sys_get_temp_dir(), 'view');
    $server = proc_open($command, [['file', '/dev/null', 'r'], ['file', $log, 'a'], ['file', $log, 'a']], $pipes);
    try {
        $started = microtime(true);
        $ready = await_view($port, fn(array $a) => $a['ready']);
        check('a table view is ready', $ready !== null, sprintf('%.2f s; %s', microtime(true) - $started, json_encode($ready)));
        check('and has exactly the rows of the topic', [$ready['rows'] ?? 0, $ready['sum'] ?? 0] === [count($rows), sum_of($rows)], count($rows) . ' wanted');

        $pids = [];
        await_view($port, function (array $a) use (&$pids) {
            $pids[$a['pid']] = $a['sum'];
            return count($pids) === 3;
        });
        check('every worker sees them', count($pids) === 3 && count(array_unique($pids)) === 1, json_encode($pids));

        // Rows change, none comes or goes, while the process that reads is killed with SIGKILL.
        $stable = array_keys($rows);
        [$changing, $changes] = [true, 0];
        $changer = Coroutine::create(function () use (&$changing, &$changes, &$rows, $stable, $producer) {
            for ($n = 100_000; $changing; $n++, $changes++) {
                $key = $stable[$n % count($stable)];
                $rows[$key] = $n;
                $producer->enqueue('view', json_encode(['n' => $n, 'text' => "text $n"]), $key);
                $n % 20 === 0 && Coroutine::sleep(0.01);
            }
        });
        $first = $ready['follower'];
        shell_exec("kill -9 $first");
        $fewest = PHP_INT_MAX;
        $second = await_view($port, function (array $a) use ($first, &$fewest) {
            $fewest = min($fewest, $a['rows']);
            return $a['follower'] !== $first && $a['follower'] !== 0;
        });
        Coroutine::sleep(0.5);
        $changing = false;
        Coroutine::join([$changer], PATIENCE);
        $producer->close();
        check('another worker reads when the one that did was killed', $second !== null, "$first, " . ($second['follower'] ?? 'nobody'));
        check('no row was missing meanwhile', $fewest === count($stable), "$fewest of " . count($stable));
        $want = sum_of($rows);
        $end = await_view($port, fn(array $a) => $a['sum'] === $want);
        check('and nothing was missed', $end !== null, json_encode($end ?? ask_view($port)) . ", $want wanted");
        $applied = ($end['applied'] ?? 0) - $changes;
        check('nor read again from the start', $applied < 35_000, "$applied and $changes changes");
    } finally {
        $changing = false;
        proc_terminate($server);
        for ($by = microtime(true) + PATIENCE; ($state = proc_get_status($server))['running']; Coroutine::sleep(0.02)) {
            microtime(true) < $by || proc_terminate($server, SIGKILL);
        }
        $lines = file_get_contents($log);
        unlink($log);
    }
    check('the server ends with 0', $state['exitcode'] === 0, "{$state['exitcode']} $lines");
}
