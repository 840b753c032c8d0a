<?php
declare(strict_types=1);

namespace Peregrine\Phalcon\Cli;

use Phalcon\Cli\Task;

/** Starts the server, and steers one that runs by the process id in its file. Prints one line; throws when it cannot. */
final class ServerTask extends Task
{
    /** Seconds that stop waits for the end of what is under way. */
    private const STOP_SECONDS = 60;

    public function mainAction(): void
    {
        $this->statusAction();
    }

    /** Serves until SIGTERM or SIGINT. */
    public function serveAction(): void
    {
        $pid = $this->pid();
        if ($pid !== null) {
            throw new \RuntimeException("The server runs already, as process $pid.");
        }
        $server = $this->getDI()->get('peregrineServer');
        $server->set(['pid_file' => $this->file()]);
        $server->start();
    }

    /** Replaces the workers one by one; what is under way is answered by the old ones. */
    public function reloadAction(): void
    {
        $pid = $this->running();
        $this->signal($pid, SIGUSR1);
        echo "Process $pid replaces its workers.\n";
    }

    /** Ends the server after what is under way, and waits for it. */
    public function stopAction(): void
    {
        $pid = $this->running();
        $this->signal($pid, SIGTERM);
        for ($deadline = microtime(true) + self::STOP_SECONDS; self::lives($pid); usleep(50_000)) {
            if (microtime(true) > $deadline) {
                throw new \RuntimeException("Process $pid did not end within " . self::STOP_SECONDS . ' seconds.');
            }
        }
        echo "Process $pid has ended.\n";
    }

    /** Says whether the server runs, since when, and with which workers. */
    public function statusAction(): void
    {
        $pid = $this->pid();
        if ($pid === null) {
            echo "The server does not run.\n";
            return;
        }
        $children = preg_split('/\s+/', (string) @file_get_contents("/proc/$pid/task/$pid/children"), -1, PREG_SPLIT_NO_EMPTY);
        printf("The server runs as process %d since %s, with processes %s.\n", $pid, date('c', (int) filemtime($this->file())), implode(', ', $children));
    }

    private function running(): int
    {
        return $this->pid() ?? throw new \RuntimeException('The server does not run.');
    }

    private function pid(): ?int
    {
        $pid = (int) trim((string) @file_get_contents($this->file()));
        return $pid > 0 && self::lives($pid) ? $pid : null;
    }

    private function file(): string
    {
        return $this->getDI()->get('peregrinePidFile');
    }

    private function signal(int $pid, int $signal): void
    {
        if (!function_exists('posix_kill')) {
            throw new \RuntimeException('Signals need the extension posix.');
        }
        if (!posix_kill($pid, $signal)) {
            throw new \RuntimeException("Process $pid takes no signal from this user: " . posix_strerror(posix_get_last_error()) . '.');
        }
    }

    private static function lives(int $pid): bool
    {
        // After the command's name in parentheses: Z is a process that has ended and that its parent has not looked at yet.
        $stat = (string) @file_get_contents("/proc/$pid/stat");
        return $stat !== '' && !str_starts_with(substr($stat, (int) strrpos($stat, ')') + 2), 'Z');
    }
}
