<?php
/** What the Kafka benchmarks share: a node of their own, and how much memory a process has. */
declare(strict_types=1);

/** Starts an Apache Kafka node that ends with this process; where it listens. */
function kafka_node(): string
{
    $node = sys_get_temp_dir() . '/peregrine-bench-kafka-' . getmypid();
    $script = dirname(__DIR__) . '/scripts/kafka';
    exec('KAFKA_OWNER=' . getmypid() . " $script start " . escapeshellarg($node), $lines, $status);
    $status === 0 || exit("bench: no Kafka node\n");
    register_shutdown_function(function () use ($script, $node) {
        exec("$script kill " . escapeshellarg($node) . ' && rm -r ' . escapeshellarg($node));
    });
    return parse_ini_file("$node/address", false, INI_SCANNER_RAW)['plaintext'];
}

/** Resident memory of this process in KiB. */
function resident(): int
{
    return preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $found) ? (int) $found[1] : 0;
}
