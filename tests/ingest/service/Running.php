<?php
declare(strict_types=1);

require_once dirname(__DIR__, 2) . '/free_port.php';

/** A running service: started with the environment given, asked with raw HTTP/1.1, ended with SIGTERM. */
final class Running
{
    public readonly int $port;
    private readonly string $log;
    /** @var resource */
    private $process;

    /**
     * @param array<string, string> $env
     * @param ?list<string> $options of PHP, for another example that keeps the same promises; null: those of PHP_OPTIONS, or -n
     */
    public function __construct(string $extension, array $env = [], string $example = 'ingest', ?array $options = null)
    {
        $this->port = free_port();
        $this->log = tempnam(sys_get_temp_dir(), 'ingest');
        $options ??= preg_split('/ +/', getenv('PHP_OPTIONS') ?: '-n', -1, PREG_SPLIT_NO_EMPTY);
        $server = getenv('SERVICE') ?: dirname(__DIR__, 3) . "/examples/$example/server.php";
        $command = [PHP_BINARY, ...$options, '-d', "extension=$extension", $server];
        $env += ['PORT' => (string) $this->port, 'WORKERS' => '2'] + array_intersect_key(getenv(), ['PATH' => 0, 'PHALCON_PATH' => 0]);
        $output = ['file', $this->log, 'a'];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes, null, $env);
    }

    /** PHP would wait for its end, which does not come by itself. */
    public function __destruct()
    {
        if (proc_get_status($this->process)['running']) {
            $this->end();
        }
        unlink($this->log);
    }

    /** Waits for /readyz to say 200. */
    public function awaitReady(): self
    {
        eventually('ready', fn (): bool => $this->status('/readyz') === 200);
        return $this;
    }

    public function status(string $path): ?int
    {
        return $this->ask('GET', $path)['status'] ?? null;
    }

    /** @return array<string, mixed> the JSON of a GET */
    public function json(string $path): array
    {
        return json_decode($this->ask('GET', $path)['body'] ?? '', true) ?? [];
    }

    /**
     * @param array<string, string> $headers
     * @return ?array{status: int, headers: array<string, string>, body: string} null without an answer
     */
    public function ask(string $method, string $path, string $body = '', array $headers = []): ?array
    {
        $socket = @stream_socket_client("tcp://127.0.0.1:$this->port", $code, $message, 20);
        if ($socket === false) {
            return null;
        }
        stream_set_timeout($socket, 60);
        $headers += ['Host' => 'test', 'Connection' => 'close', 'Content-Length' => (string) strlen($body)];
        $lines = array_map(static fn ($name, $value) => "$name: $value\r\n", array_keys($headers), $headers);
        @fwrite($socket, "$method $path HTTP/1.1\r\n" . implode('', $lines) . "\r\n$body");
        return self::parse((string) stream_get_contents($socket));
    }

    /** POST /events as JSON. @return ?array{status: int, headers: array<string, string>, body: string} */
    public function post(string $body): ?array
    {
        return $this->ask('POST', '/events', $body, ['Content-Type' => 'application/json']);
    }

    public function log(): string
    {
        return (string) file_get_contents($this->log);
    }

    public function signal(int $number): void
    {
        proc_terminate($this->process, $number);
    }

    /** Waits for the end and returns the exit status; null when it does not come. */
    public function end(int $signal = 15): ?int
    {
        if ($signal > 0) {
            $this->signal($signal);
        }
        $deadline = microtime(true) + 60;
        do {
            $status = proc_get_status($this->process);
            if (!$status['running']) {
                return $status['signaled'] ? -$status['termsig'] : $status['exitcode'];
            }
            usleep(10_000);
        } while (microtime(true) < $deadline);
        $this->signal(9);
        return null;
    }

    /** @return ?array{status: int, headers: array<string, string>, body: string} */
    private static function parse(string $answer): ?array
    {
        [$head, $body] = explode("\r\n\r\n", $answer, 2) + ['', ''];
        if (preg_match('~^HTTP/1\.1 (\d{3})~', $head, $m) !== 1) {
            return null;
        }
        $headers = [];
        foreach (array_slice(explode("\r\n", $head), 1) as $line) {
            [$name, $value] = explode(':', $line, 2);
            $headers[strtolower($name)] = trim($value);
        }
        return ['status' => (int) $m[1], 'headers' => $headers, 'body' => $body];
    }
}
