<?php
/** One Apache Kafka node in a scratch directory, by scripts/kafka. Its calls park the coroutine, not the process. */
declare(strict_types=1);

use Peregrine\Coroutine;

final class Node
{
    /** The status of scripts/kafka where Java, Maven or the registry is missing. */
    public const UNAVAILABLE = 77;

    /** Seconds for one call; the first may have to fetch the jars. */
    private const PATIENCE = 300;

    public readonly string $directory;

    /** @var array<string, string> what DIRECTORY/address says */
    public array $address = [];

    public function __construct()
    {
        $this->directory = sys_get_temp_dir() . '/peregrine-kafka-' . bin2hex(random_bytes(6));
    }

    /** Returns once the node answers. @return int the script's status; 0 or UNAVAILABLE */
    public function start(): int
    {
        $status = $this->script('start');
        if ($status === 0) {
            $this->address = parse_ini_file("$this->directory/address", false, INI_SCANNER_RAW);
        } elseif ($status !== self::UNAVAILABLE) {
            throw new RuntimeException("scripts/kafka start ended with status $status");
        }
        return $status;
    }

    /** In order, as SIGTERM does it. */
    public function stop(): void
    {
        $this->script('stop') === 0 || throw new RuntimeException('scripts/kafka stop failed');
    }

    /** At once, as a power cut for the process. */
    public function kill(): void
    {
        $this->script('kill') === 0 || throw new RuntimeException('scripts/kafka kill failed');
    }

    /** Ends it and removes the directory. */
    public function remove(): void
    {
        if (is_file("$this->directory/address")) {
            $this->kill();
        }
        if (!is_dir($this->directory)) {
            return;
        }
        $found = new RecursiveDirectoryIterator($this->directory, FilesystemIterator::SKIP_DOTS);
        foreach (new RecursiveIteratorIterator($found, RecursiveIteratorIterator::CHILD_FIRST) as $file) {
            $file->isDir() ? rmdir((string) $file) : unlink((string) $file);
        }
        rmdir($this->directory);
    }

    private function script(string $word): int
    {
        $command = [dirname(__DIR__, 2) . '/scripts/kafka', $word, $this->directory];
        $says = "$this->directory.says";
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', $says, 'w']], $pipes);
        for ($by = microtime(true) + self::PATIENCE; ($state = proc_get_status($process))['running']; Coroutine::sleep(0.02)) {
            if (microtime(true) > $by) {
                proc_terminate($process, 9);
                throw new RuntimeException("scripts/kafka $word did not end within " . self::PATIENCE . ' s');
            }
        }
        readfile($says);
        unlink($says);
        return $state['exitcode'];
    }
}
