<?php
// A server process under comparison: started by a command, waited for, stopped at the end by its own pid.
declare(strict_types=1);

namespace Peregrine\Frameworks;

require_once dirname(__DIR__, 2) . '/free_port.php';

final class Site
{
    public readonly string $host;
    /** @var resource */
    private $process;
    private readonly int $group;

    /** Starts `$command`, which has to listen on `$port` soon; what it prints goes to the file `$log`. */
    public function __construct(string $command, int $port, public readonly string $log)
    {
        $this->host = "127.0.0.1:$port";
        if (@stream_socket_client("tcp://$this->host", $code, $text, 1.0)) {
            throw new \RuntimeException("something listens on $this->host already: choose another --port, or end it");
        }
        $out = ['file', $log, 'w'];
        // A process group of its own: what it leaves behind is ended with it. It ends with this process, however that ends: its
        // group is not the one that a time limit ends.
        $this->process = proc_open("exec setsid setpriv --pdeathsig KILL $command", [['file', '/dev/null', 'r'], $out, $out], $pipes);
        $this->group = proc_get_status($this->process)['pid'];
        for ($deadline = microtime(true) + 60.0; microtime(true) < $deadline; usleep(20_000)) {
            if (!proc_get_status($this->process)['running']) {
                break;
            }
            if ($socket = @stream_socket_client("tcp://$this->host", $code, $text, 1.0)) {
                fclose($socket);
                return;
            }
        }
        $this->stop();
        throw new \RuntimeException("nothing listens on $this->host after: $command\n" . file_get_contents($log));
    }

    public function pid(): int
    {
        return proc_get_status($this->process)['pid'];
    }

    public function isRunning(): bool
    {
        return proc_get_status($this->process)['running'];
    }

    public function stop(): void
    {
        if ($this->isRunning()) {
            proc_terminate($this->process);
            for ($deadline = microtime(true) + 30.0; $this->isRunning() && microtime(true) < $deadline; usleep(10_000));
        }
        posix_kill(-$this->group, SIGKILL);
    }
}
