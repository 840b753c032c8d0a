<?php
// A server in a process of its own, for tests.
//
// serve($configure) runs the test's own file once more, under the same PHP and settings. There the same call makes the
// server, hands it to $configure, starts it and exits; here it returns a Running. What stands before serve() in the
// file runs in both. $configure gets the server and the arguments of another(); a callable it returns runs after start().
//
// note() in the server's processes sends a line to the test, whose line() waits for it: nothing has to sleep.

require_once __DIR__ . '/client.php';

// How many times as long a short time of a test is under valgrind.
define('PACE', getenv('SKIP_VALGRIND') ? 4 : 1);
// Seconds until a test gives up; nothing is slower for it when all is well.
const PATIENCE = 20 * PACE;

function serve(callable $configure, ?callable $make = null): Running
{
    $arguments = getenv('PEREGRINE_TEST_SERVER');
    if ($arguments === false) {
        return new Running([]);
    }
    $server = $make ? $make() : new Peregrine\Http\Server('127.0.0.1', 0);
    // Nobody waits that long when all is well: a worker that was held up still ends in order, and a connection of a worker
    // that drains stays open for a client that was held up.
    $server->set(['worker_num' => 1, 'log_level' => Peregrine\LOG_WARNING, 'max_wait_time' => 0.75 * PATIENCE]);
    $after = $configure($server, ...json_decode($arguments, true));
    $started = $server->getCallback('start');
    $server->on('start', function ($server) use ($started) {
        note("port $server->port");
        $started and $started($server);
    });
    // Opened now: with request_state a worker does not call itself "cli", and php://fd is for that only.
    note(null);
    $server->start();
    is_callable($after) and $after();
    exit(0);
}

/** Sends a line to the test; in the server's processes. null: sends nothing yet. */
function note(mixed $text): void
{
    static $pipe = null;
    $pipe ??= fopen('php://fd/3', 'w');
    if ($text !== null) {
        fwrite($pipe, (is_string($text) ? $text : json_encode($text)) . "\n");
    }
}

/** Waits until $condition() gives something true, and returns that. */
function until(callable $condition, string $what, float $seconds = PATIENCE): mixed
{
    $deadline = microtime(true) + $seconds;
    while (!($value = $condition())) {
        if (microtime(true) > $deadline) {
            throw new Exception("gave up waiting: $what");
        }
        usleep(5000);
    }
    return $value;
}

function kill(int $pid, int $signal): void
{
    shell_exec("kill -$signal $pid");
}

function is_alive(int $pid): bool
{
    $status = @file_get_contents("/proc/$pid/stat");
    return $status !== false && !str_contains($status, ') Z ');
}

final class Running
{
    public readonly int $port;
    public readonly int $pid;
    private $process;
    private $notes;
    private $watchdog;
    private $watchdogs_pipe;
    /** Notes that nobody has asked for yet, and the beginning of the next one. */
    private array $lines = [];
    private string $part = '';
    private string $log;
    private ?int $status = null;
    private bool $ends = false;
    /** @var Client[] */
    private array $clients = [];

    public function __construct(array $arguments, bool $starts = true)
    {
        $this->log = tempnam(sys_get_temp_dir(), 'peregrine-test-');
        $log = ['file', $this->log, 'a'];
        $environment = ['PEREGRINE_TEST_SERVER' => json_encode($arguments)] + getenv();
        $this->process = proc_open(self::command(), [['file', '/dev/null', 'r'], $log, $log, ['pipe', 'w']], $pipes, null, $environment);
        $this->notes = $pipes[3];
        stream_set_blocking($this->notes, false);
        $this->pid = proc_get_status($this->process)['pid'];
        // Ends the server when the test dies or hangs: cat ends with this process, or when run-tests.php must have ended it long ago.
        $this->watchdog = proc_open(['sh', '-c', 'timeout ' . 10 * PATIENCE . " cat >/dev/null; kill -9 $this->pid"], [['pipe', 'r']], $pipes);
        $this->watchdogs_pipe = $pipes[0];
        if ($starts) {
            $this->port = (int) substr($this->line('port '), 5);
        }
    }

    /** One more server from the same file. */
    public function another(mixed ...$arguments): Running
    {
        return new Running($arguments);
    }

    /** The same, for one that ends instead of starting. */
    public function failing(mixed ...$arguments): Running
    {
        return new Running($arguments, false);
    }

    private static function command(): array
    {
        $command = [];
        foreach (explode("\0", file_get_contents('/proc/self/cmdline')) as $argument) {
            if ($argument === '-f' || $argument === $GLOBALS['argv'][0]) {
                break;
            }
            $command[] = $argument;
        }
        return [PHP_BINARY, ...array_slice($command, 1), $GLOBALS['argv'][0]];
    }

    /** The next note that begins with $prefix; others wait for their turn. */
    public function line(string $prefix = '', float $seconds = PATIENCE): string
    {
        $deadline = microtime(true) + $seconds;
        // It looks once more after the time has passed: this process may have been held up, too.
        for ($late = false; true; $late = microtime(true) > $deadline) {
            foreach ($this->lines as $at => $line) {
                if (str_starts_with($line, $prefix)) {
                    unset($this->lines[$at]);
                    return $line;
                }
            }
            if ($late || feof($this->notes)) {
                throw new Exception("no note '{$prefix}' came; the server's log:\n" . $this->log());
            }
            $read = [$this->notes];
            $none = null;
            stream_select($read, $none, $none, 0, 100_000);
            $whole = explode("\n", $this->part . fread($this->notes, 65536));
            $this->part = array_pop($whole);
            array_push($this->lines, ...$whole);
        }
    }

    /** As many notes, in the order of their text: for events of several processes. */
    public function lines(int $count, string $prefix = ''): array
    {
        $lines = [];
        while ($count-- > 0) {
            $lines[] = $this->line($prefix);
        }
        sort($lines);
        return $lines;
    }

    public function connect(): Client
    {
        return $this->clients[] = new Client($this->port);
    }

    /** The answer to one request on a connection of its own. */
    public function ask(string $request): ?Answer
    {
        $client = $this->connect();
        $client->send($request);
        $answer = $client->answer(str_starts_with($request, 'HEAD '));
        $client->close();
        return $answer;
    }

    public function get(string $target, string $fields = ''): ?Answer
    {
        return $this->ask("GET $target HTTP/1.1\r\nHost: a\r\n$fields\r\n");
    }

    public function post(string $target, string $body, string $fields = ''): ?Answer
    {
        $length = strlen($body);
        return $this->ask("POST $target HTTP/1.1\r\nHost: a\r\nContent-Length: $length\r\n$fields\r\n$body");
    }

    public function signal(int $signal): void
    {
        $this->ends = $this->ends || $signal === 15 || $signal === 2;
        proc_terminate($this->process, $signal);
    }

    /** Its exit status, once it has ended. */
    public function wait(): int
    {
        return $this->status ??= until(function () {
            $status = proc_get_status($this->process);
            return $status['running'] ? null : [$status['signaled'] ? -$status['termsig'] : $status['exitcode']];
        }, "the server's end")[0];
    }

    /** Ends it with a signal, unless it was sent one; says so when it does not end in order. Returns its log. */
    public function stop(int $signal = 15): string
    {
        array_map(fn ($client) => $client->close(), $this->clients);
        // A second one could meet the master after its start() has returned.
        $this->ends or $this->signal($signal);
        $status = $this->wait();
        if ($status !== 0) {
            echo "the server ended with status $status; its log:\n", $this->log();
        }
        return $this->log();
    }

    /** What the server's processes wrote so far: log lines, warnings, output. */
    public function log(): string
    {
        return file_get_contents($this->log);
    }

    public function __destruct()
    {
        proc_terminate($this->process, 9);
        proc_terminate($this->watchdog, 9);
        fclose($this->watchdogs_pipe);
        unlink($this->log);
    }
}
