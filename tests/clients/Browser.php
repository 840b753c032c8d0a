<?php
declare(strict_types=1);

/**
 * Chromium without a window, told what to do by the DevTools protocol over two pipes (--remote-debugging-pipe): a JSON
 * text each way, each ended by a NUL. One page. It is killed and its profile removed when the object goes.
 */
final class Browser
{
    private const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
        '--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-pipe',
        // Nothing but the server under test.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'];

    /** @var resource */
    private $process;
    /** @var array<int, resource> */
    private array $pipes = [];
    private readonly string $profile;
    private string $input = '';
    private int $number = 0;
    private ?string $session = null;

    /** $key: the base64 SHA-256 of the public key that is trusted, whoever signed it. */
    public function __construct(string $program, string $key, private readonly float $patience)
    {
        $this->profile = sys_get_temp_dir() . '/peregrine-browser-' . bin2hex(random_bytes(6));
        $command = [$program, ...self::FLAGS, "--user-data-dir=$this->profile", "--ignore-certificate-errors-spki-list=$key"];
        $silent = ['file', '/dev/null', 'w'];
        $wires = [0 => ['file', '/dev/null', 'r'], 1 => $silent, 2 => $silent, 3 => ['pipe', 'r'], 4 => ['pipe', 'w']];
        $this->process = proc_open($command, $wires, $this->pipes);
        stream_set_blocking($this->pipes[4], false);
        $page = $this->call('Target.createTarget', ['url' => 'about:blank'])['targetId'];
        $this->session = $this->call('Target.attachToTarget', ['targetId' => $page, 'flatten' => true])['sessionId'];
    }

    public function __destruct()
    {
        try {
            $this->session = null;
            $this->call('Browser.close');
        } catch (RuntimeException) {
            proc_terminate($this->process, 9);
        }
        proc_close($this->process);
        shell_exec('rm -rf ' . escapeshellarg($this->profile));
    }

    /** @return array<string, mixed> the method's result */
    public function call(string $method, array $params = []): array
    {
        $message = ['id' => ++$this->number, 'method' => $method, 'params' => (object) $params];
        fwrite($this->pipes[3], json_encode($message + ($this->session ? ['sessionId' => $this->session] : [])) . "\0");
        do {
            $answer = $this->message();
        } while (($answer['id'] ?? null) !== $this->number);
        return $answer['result'] ?? throw new RuntimeException("$method: " . json_encode($answer['error'] ?? $answer));
    }

    /** What the expression is in the page; a promise is awaited. */
    public function evaluate(string $expression): mixed
    {
        $said = $this->call('Runtime.evaluate', ['expression' => $expression, 'awaitPromise' => true, 'returnByValue' => true]);
        return isset($said['exceptionDetails']) ? throw new RuntimeException(json_encode($said['exceptionDetails'])) : $said['result']['value'] ?? null;
    }

    /** Waits until the expression is true in the page; whether it became so. */
    public function until(string $expression): bool
    {
        for ($deadline = microtime(true) + $this->patience; microtime(true) < $deadline; usleep(50_000)) {
            try {
                if ($this->evaluate($expression)) {
                    return true;
                }
            } catch (RuntimeException $error) {
                // The page that is asked may be giving way to the next one.
                str_contains($error->getMessage(), 'context') || throw $error;
            }
        }
        return false;
    }

    /** Chooses a file in the page's first field for one. */
    public function choose(string $file): void
    {
        $document = $this->call('DOM.getDocument')['root']['nodeId'];
        $field = $this->call('DOM.querySelector', ['nodeId' => $document, 'selector' => 'input[type=file]'])['nodeId'];
        $this->call('DOM.setFileInputFiles', ['nodeId' => $field, 'files' => [$file]]);
    }

    /** @return array<string, mixed> */
    private function message(): array
    {
        $deadline = microtime(true) + $this->patience;
        while (($end = strpos($this->input, "\0")) === false) {
            [$read, $none] = [[$this->pipes[4]], null];
            stream_select($read, $none, $none, 0, 100_000);
            $part = fread($this->pipes[4], 1 << 20);
            if (feof($this->pipes[4]) || microtime(true) > $deadline) {
                throw new RuntimeException('the browser does not answer');
            }
            $this->input .= $part;
        }
        $message = json_decode(substr($this->input, 0, $end), true);
        $this->input = substr($this->input, $end + 1);
        return $message;
    }
}
