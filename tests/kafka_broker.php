<?php
/**
 * Kafka classes against Apache Kafka itself: php -n -d extension=MODULE tests/kafka_broker.php [PART …]
 * What the mock brokers of the other tests cannot show: a real log, a broker that is stopped and killed under load, members
 * that are killed, logins by SASL and TLS. A part is a file in kafka_broker/parts with a function of its name; all share one
 * node. Two to three minutes. The last line is "N passed, N failed, N skipped"; without Java or the registry (scripts/kafka
 * says which) everything is skipped.
 */
declare(strict_types=1);

require __DIR__ . '/kafka_broker/node.php';
require __DIR__ . '/kafka_broker/clients.php';

use Peregrine\Coroutine;
use function Peregrine\run;

/** Those that stop the node come last, so that the others need not wait for it. */
const PARTS = ['bulk', 'admin', 'consumer', 'transactions', 'group', 'crash', 'logins', 'refusals', 'tokens', 'mutual_tls', 'table_view', 'compaction', 'ingest', 'outage'];

/** Seconds for a part; the longest takes a fifth of it. One that hangs fails, and the others go on. */
const LIMIT = 150.0;

$passed = $failed = $skipped = 0;

function check(string $name, bool $holds, string $seen = ''): void
{
    global $passed, $failed;
    $holds ? $passed++ : $failed++;
    echo $holds ? 'ok      ' : 'FAIL    ', $name, $seen === '' ? '' : " ($seen)", "\n";
}

/** The closing lines; ends the process. */
function finish(string $log): never
{
    global $passed, $failed, $skipped, $parts;
    $lines = file_get_contents($log);
    unlink($log);
    if ($skipped === 0 && in_array('refusals', $parts, true)) {
        check('no secret is in the log', str_contains($lines, 'SASL') && !str_contains($lines, '-secret'), strlen($lines) . ' bytes');
    }
    if ($failed > 0) {
        echo "the last lines of the log:\n", implode("\n", array_slice(explode("\n", $lines), -20)), "\n";
    }
    echo "$passed passed, $failed failed, $skipped skipped\n";
    exit($failed === 0 ? 0 : 1);
}

foreach (glob(__DIR__ . '/kafka_broker/parts/*.php') as $file) {
    require $file;
}
$parts = array_slice($argv, 1) ?: PARTS;

// What librdkafka logs comes in here: brokers that are down on purpose make many lines, and none may have a secret.
$log = tempnam(sys_get_temp_dir(), 'kafka');
fclose(STDERR);
$stderr = fopen($log, 'a'); // the lowest free descriptor, which is 2
run(function () use ($log) {
    $node = new Node();
    try {
        if ($node->start() === Node::UNAVAILABLE) {
            $GLOBALS['skipped']++;
            $GLOBALS['parts'] = [];
        }
        foreach ($GLOBALS['parts'] as $part) {
            $started = microtime(true);
            $running = Coroutine::create(function () use ($part, $node) {
                try {
                    $part($node);
                } catch (Throwable $error) {
                    check($part, false, (string) $error);
                }
            });
            if (!Coroutine::join([$running], LIMIT)) {
                $where = Coroutine::getBackTrace($running) ?: [];
                check($part, false, 'it hangs: ' . json_encode(array_map(fn($frame) => ($frame['function'] ?? '') . ':' . ($frame['line'] ?? ''), $where)));
                Coroutine::cancel($running, true);
            }
            printf("        %s: %.1f s\n", $part, microtime(true) - $started);
        }
    } finally {
        $node->remove();
    }
    finish($log); // a part that failed half-way may have left coroutines that would keep this process for ever
});
