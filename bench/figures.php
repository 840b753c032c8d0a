<?php
/** What the benchmarks share: medians, lines of the table, and servers started and stopped as child processes. */
declare(strict_types=1);

/** @param list<float|int> $values */
function median(array $values): float
{
    sort($values);
    $middle = intdiv(count($values), 2);
    return count($values) % 2 ? (float) $values[$middle] : ($values[$middle - 1] + $values[$middle]) / 2;
}

/** One line of the result: what, the figure, its spread, the target, Swoole's figure. */
function line(string $what, string $figure, string $spread = '', string $target = '', string $swoole = ''): void
{
    $cells = [$what, $figure, $spread, $target, $swoole];
    echo '| ', implode(' | ', array_map(padded(...), $cells, [34, 15, 13, 8, 6])), " |\n";
}

/** Filled with blanks to so many characters; UTF-8's continuation bytes are none. */
function padded(string $text, int $width): string
{
    return $text . str_repeat(' ', max(0, $width - strlen(preg_replace('/[\x80-\xBF]/', '', $text))));
}

function title(string $figure): void
{
    echo "\n";
    line('', $figure, 'spread', 'target', 'Swoole');
    line(...array_fill(0, 5, '---'));
}

/** `least–most` of the values. */
function spread(array $values, string $format): string
{
    return sprintf("{$format}–{$format}", min($values), max($values));
}

/** "met" or "missed" behind a target, for whoever reads the table. */
function verdict(float $figure, float $target, string $format = '%g'): string
{
    return sprintf("≤ $format %s", $target, $figure <= $target ? '✓' : '✗');
}

function refuse(string $why): never
{
    fwrite(STDERR, "bench: $why\n");
    exit(1);
}

/** A server in a child process, gone when the object is. */
final class ServerProcess
{
    /** @var resource */
    private $process;
    public readonly int $pid;

    /** @param list<string> $command ends with the port, on which it must answer within a minute (valgrind starts slowly). */
    public function __construct(array $command, public readonly int $port)
    {
        $command[] = (string) $port;
        $silent = ['file', '/dev/null', 'w'];
        $this->process = proc_open($command, [0 => ['file', '/dev/null', 'r'], 1 => $silent, 2 => $silent], $pipes)
            ?: refuse("cannot start {$command[0]}");
        $this->pid = proc_get_status($this->process)['pid'];
        $this->awaitPort(implode(' ', $command));
    }

    public function __destruct()
    {
        $this->stop();
    }

    /** SIGTERM, and waits for the end. */
    public function stop(): void
    {
        if (is_resource($this->process)) {
            proc_terminate($this->process);
            proc_close($this->process);
        }
    }

    /**
     * The process that serves: the one child of a server that forks, otherwise the process itself. To be asked when it
     * has served: before, the port may be open and the child not there yet.
     */
    public function worker(): int
    {
        $children = trim((string) @file_get_contents("/proc/$this->pid/task/$this->pid/children"));
        return $children === '' ? $this->pid : (int) explode(' ', $children)[0];
    }

    private function awaitPort(string $command): void
    {
        for ($deadline = time() + 60; time() < $deadline; usleep(20_000)) {
            $socket = @fsockopen('127.0.0.1', $this->port);
            if ($socket) {
                fclose($socket);
                return;
            }
            proc_get_status($this->process)['running'] ?: refuse("this ended at once: $command");
        }
        refuse("no answer on port $this->port: $command");
    }
}

/** CPU time of a process so far, user and system, in seconds. Resolution 10 ms. */
function cpu_seconds(int $pid): float
{
    $stat = file_get_contents("/proc/$pid/stat");
    $fields = explode(' ', substr($stat, strrpos($stat, ')') + 2));
    return ($fields[11] + $fields[12]) / 100;
}

/** A round of wrk on CPU 1. @return array{float, float} microseconds of server CPU per request, and requests per second */
function load(ServerProcess $server, int $seconds, int $connections): array
{
    $worker = $server->worker();
    $before = cpu_seconds($worker);
    $said = shell_exec("taskset -c 1 wrk -t1 -c$connections -d{$seconds}s http://127.0.0.1:$server->port/ 2>&1");
    $used = cpu_seconds($worker) - $before;
    preg_match('/(\d+) requests in/', (string) $said, $match) && $match[1] > 0 || refuse("wrk failed:\n$said");
    !preg_match('/Non-2xx|Socket errors/', $said) || refuse("wrk saw errors:\n$said");
    preg_match('/Requests\/sec:\s+([\d.]+)/', $said, $per_second);
    return [$used * 1e6 / $match[1], (float) $per_second[1]];
}

/** A free TCP port. */
function free_port(): int
{
    $socket = stream_socket_server('tcp://127.0.0.1:0');
    return (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
}

/** The command that runs a PHP file with the module under test. @return list<string> */
function php(string $file): array
{
    return [PHP_BINARY, '-n', '-d', 'extension=' . getenv('PEREGRINE_MODULE'), __DIR__ . "/$file"];
}
