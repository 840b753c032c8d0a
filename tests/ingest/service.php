<?php
/**
 * Every path and status of the running service: php -n tests/ingest/service.php EXTENSION
 * Starts server.php with that extension (a path of peregrine.so) on a free port with embedded Kafka, asks it over plain
 * sockets, and ends it. As for load.sh, SERVICE names another server.php that keeps the same promises
 * (examples/phalcon-ingest) and PHP_OPTIONS its PHP's options (-n). The last line is "N passed, N failed, N skipped", the status is 1 when one failed.
 */
declare(strict_types=1);

require __DIR__ . '/service/Bucket.php';
require __DIR__ . '/service/Origin.php';
require __DIR__ . '/service/Running.php';

$extension = $argv[1] ?? exit("usage: php -n tests/ingest/service.php EXTENSION\n");
$passed = $failed = $skipped = 0;

function same(string $name, mixed $want, mixed $got): void
{
    global $passed, $failed;
    if ($want === $got) {
        $passed++;
        return;
    }
    $failed++;
    echo "FAIL $name\n  want ", json_encode($want), "\n  got  ", json_encode($got), "\n";
}

/** Waits until $holds, at most $seconds. */
function eventually(string $name, callable $holds, float $seconds = 60): void
{
    $deadline = microtime(true) + $seconds;
    while (!($held = $holds()) && microtime(true) < $deadline) {
        usleep(20_000);
    }
    same($name, true, $held);
}

foreach (['endpoints', 'rules_by_url', 'rules_by_s3', 'settings', 'kafka_down'] as $part) {
    (require __DIR__ . "/service/$part.php")($extension);
}
echo "$passed passed, $failed failed, $skipped skipped\n";
exit($failed === 0 ? 0 : 1);
