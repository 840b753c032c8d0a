<?php
declare(strict_types=1);

/**
 * A server in a process of its own, one worker, that counts what its handler gets: all requests, those for /smuggled and
 * those for /after.
 */
final class Target
{
    private const PATIENCE = 60.0;
    private const SOURCE = <<<'PHP'
        <?php
        $server = new Peregrine\Http\Server('127.0.0.1', (int) $argv[1]);
        $server->set(['worker_num' => 1, 'package_max_length' => 60000, 'open_http2_protocol' => (bool) $argv[2],
            'log_level' => Peregrine\LOG_WARNING]);
        $counts = ['all' => 0, '/smuggled' => 0, '/after' => 0];
        $server->on('request', function ($request, $response) use (&$counts) {
            $path = $request->server['path_info'];
            if ($path !== '/counts') {
                $counts['all']++;
                isset($counts[$path]) && $counts[$path]++;
            }
            $response->end(implode(' ', $counts));
        });
        $server->start();
        PHP;

    private readonly int $port;
    private readonly string $file;
    /** @var resource */
    private $process;

    public function __construct(string $extension, bool $http2)
    {
        $this->port = free_port();
        $this->file = tempnam(sys_get_temp_dir(), 'hostile');
        file_put_contents($this->file, self::SOURCE);
        $output = ['file', "$this->file.log", 'a'];
        $command = [PHP_BINARY, '-n', '-d', "extension=$extension", $this->file, (string) $this->port, $http2 ? '1' : ''];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes);
        for ($deadline = microtime(true) + self::PATIENCE; !@fsockopen('127.0.0.1', $this->port) && microtime(true) < $deadline; usleep(20_000));
    }

    /** @return resource */
    public function connect()
    {
        $socket = fsockopen('127.0.0.1', $this->port);
        stream_set_timeout($socket, (int) self::PATIENCE);
        return $socket;
    }

    /** All that is answered until the server closes, and what reached its handler. @return array{string, list<int>} */
    public function ask(string $bytes): array
    {
        $before = $this->counts();
        $socket = $this->connect();
        stream_set_blocking($socket, false);
        $deadline = microtime(true) + self::PATIENCE;
        $answers = '';
        while (!feof($socket)) {
            [$read, $write, $none] = [[$socket], $bytes === '' ? [] : [$socket], null];
            stream_select($read, $write, $none, 0, 100_000);
            if ($write) {
                // It fails when the server has refused what came before.
                $bytes = substr($bytes, (int) @fwrite($socket, substr($bytes, 0, 16384)));
            }
            $answers .= $read ? (string) @fread($socket, 65536) : '';
            if (microtime(true) > $deadline) {
                $answers .= "HTTP/1.1 (not closed) \n";
                break;
            }
        }
        fclose($socket);
        return [$answers, $this->since($before)];
    }

    /** @return list<int> */
    public function counts(): array
    {
        return array_map(intval(...), explode(' ', file_get_contents("http://127.0.0.1:$this->port/counts")));
    }

    /** @param list<int> $before @return list<int> */
    public function since(array $before): array
    {
        return array_map(fn ($now, $then) => $now - $then, $this->counts(), $before);
    }

    /** Its exit status and what it said. */
    public function stop(): string
    {
        proc_terminate($this->process);
        $said = proc_close($this->process) . ': ' . file_get_contents("$this->file.log");
        array_map(unlink(...), [$this->file, "$this->file.log"]);
        return $said;
    }
}
