<?php
// One round of kafka.php by Peregrine: php -n -d extension=MODULE bench/kafka-client.php produce|consume BROKERS TOPIC COUNT
// Prints the CPU seconds (user and system, all threads), the seconds it took, and the KiB its memory grew after the first tenth.
use Peregrine\Kafka\{Consumer, Producer};

[, $what, $brokers, $topic] = $argv;
$count = (int) $argv[4];
$started = microtime(true);
$resident = fn(): int => preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $found) ? (int) $found[1] : 0;
$grown = 0;
Peregrine\run(function () use ($what, $brokers, $topic, $count, $resident, &$grown) {
    $tenth = intdiv($count, 10);
    if ($what === 'produce') {
        $producer = new Producer(['bootstrap.servers' => $brokers]);
        $producer->onFailure(fn($message, $error) => exit("lost: {$error->getMessage()}\n"));
        $value = str_repeat('x', 1024);
        for ($i = 0; $i < $count; $i++) {
            $producer->enqueue($topic, $value);
            $i === $tenth && $grown = -$resident();
        }
        $producer->flush(60);
        $grown += $resident();
        return;
    }
    $consumer = new Consumer(['bootstrap.servers' => $brokers, 'group.id' => 'peregrine-' . getmypid(), 'auto.offset.reset' => 'earliest']);
    $consumer->subscribe($topic);
    $messages = $bytes = 0;
    foreach ($consumer as $message) {
        $bytes += strlen($message->value);
        $messages++;
        if ($messages === $tenth) {
            $grown = -$resident();
        }
        if ($messages === $count) {
            break;
        }
    }
    $grown += $resident();
    $bytes === $count * 1024 || exit("$bytes bytes\n");
});
$usage = getrusage();
$cpu = $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6;
printf("%.3f %.3f %d\n", $cpu, microtime(true) - $started, $grown);
