<?php
/** What the parts share: reading a topic, values that can be told apart, processes of their own. */
declare(strict_types=1);

use Peregrine\Kafka\{Consumer, Message};
use Peregrine\{Coroutine, Timer};
use Peregrine\Coroutine\WaitGroup;

const PARTITIONS = 4;
/** Seconds without a message after which a reader gives up; nothing takes a tenth of it on a machine at rest. */
const PATIENCE = 60.0;

/** Reads a topic from where the group is until $take, given each message, returns false. @param array<string, mixed> $config */
function read(array $config, string $topic, callable $take): Consumer
{
    $consumer = new Consumer($config + ['auto.offset.reset' => 'earliest', 'enable.auto.commit' => false]);
    $consumer->subscribe($topic);
    do {
        $message = $consumer->consume(PATIENCE) ?? throw new RuntimeException("$topic: no message in " . PATIENCE . ' s');
    } while ($take($message) !== false);
    return $consumer;
}

/** The value of message $i, of which its reader can tell everything. */
function value(int $i): string
{
    return "$i " . hash('sha256', (string) $i) . str_repeat(chr(97 + $i % 26), 100);
}

/** Waits until $holds() is true. */
function until(callable $holds, string $what): void
{
    $by = microtime(true) + PATIENCE;
    while (!$holds()) {
        microtime(true) < $by || throw new RuntimeException("$what: not within " . PATIENCE . ' s');
        Coroutine::sleep(0.01);
    }
}

/** Runs $call, which ends when $consumer is closed: in time by what it reads, else after twice PATIENCE. */
function bounded(Consumer $consumer, callable $call): void
{
    $timer = Timer::after((int) (2000 * PATIENCE), fn() => $consumer->close());
    try {
        $call();
    } finally {
        Timer::clear($timer);
    }
}

/** Waits until every coroutine of $group is done. */
function all_done(WaitGroup $group, string $what): void
{
    $group->wait(2 * PATIENCE) || throw new RuntimeException("$what: not done within " . 2 * PATIENCE . ' s');
}

/** KiB of this process's resident memory. */
function resident(): int
{
    preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $found);
    return (int) $found[1];
}

/** One of kafka_broker/members, as a process of its own. */
final class Member
{
    /** @var resource */
    private $process;

    /** @param array<string, string> $environment */
    public function __construct(string $name, array $environment)
    {
        preg_match('/extension=([^\0]+)/', file_get_contents('/proc/self/cmdline'), $module);
        $command = [PHP_BINARY, '-n', '-d', "extension=$module[1]", __DIR__ . "/members/$name.php"];
        $files = [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', $environment['LOG'] ?? '/dev/null', 'a']];
        $this->process = proc_open($command, $files, $pipes, null, $environment);
    }

    /** PHP would wait for its end, and it may not come by itself. */
    public function __destruct()
    {
        if (proc_get_status($this->process)['running']) {
            $this->kill();
        }
    }

    public function kill(int $signal = SIGKILL): void
    {
        proc_terminate($this->process, $signal);
    }

    /** Its exit code, or minus the signal that ended it. */
    public function ended(): int
    {
        until(function () use (&$state) {
            $state = proc_get_status($this->process);
            return !$state['running'];
        }, 'a member ends');
        return $state['signaled'] ? -$state['termsig'] : $state['exitcode'];
    }
}

if (!defined('SIGKILL')) {
    define('SIGKILL', 9);
    define('SIGTERM', 15);
}
