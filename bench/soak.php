<?php
/**
 * A million mixed requests to one worker (`soak-server.php`): its resident memory may grow by less than 1 MiB after the
 * first 100,000. REQUESTS (1,000,000), CONNECTIONS (64), MINUTES it may take (20). Every answer is checked.
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

const WARM_UP = 100_000;
const LIMIT_KIB = 1024;

$requests = (int) (getenv('REQUESTS') ?: 1_000_000);
$minutes = (int) (getenv('MINUTES') ?: 20);
$server = new ServerProcess(php('soak-server.php'), free_port());
$soak = new Soak($server->port, (int) (getenv('CONNECTIONS') ?: 64));
$worker = (int) $soak->ask('GET', '/pid');
$began = time();
$soak->load(WARM_UP, $began + $minutes * 60);
$warm = resident_kib($worker);
$soak->load($requests - WARM_UP, $began + $minutes * 60);
$end = resident_kib($worker);
$soak->ask('GET', '/pid') === (string) $worker || refuse("worker $worker was replaced");

title('KiB');
line('worker, after ' . number_format(WARM_UP), number_format($warm));
line('worker, after ' . number_format($requests), number_format($end));
line('grown', number_format($end - $warm), '', verdict($end - $warm, LIMIT_KIB - 1));
foreach ($soak->counts as $kind => $count) {
    printf("%9s %s\n", number_format($count), $kind);
}
printf("%d s\n", time() - $began);
exit($end - $warm < LIMIT_KIB ? 0 : 1);

/** Resident memory when nothing is in flight any more (KiB). */
function resident_kib(int $pid): int
{
    usleep(500_000);
    preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents("/proc/$pid/status"), $match);
    return (int) $match[1];
}

final class Soak
{
    /** @var array<string, int> requests of each kind so far */
    public array $counts = [];
    /** @var list<resource> */
    private array $sockets = [];
    /** Kind → method, target, body, status. One in `shares` is an abort: a slow request whose client goes away. */
    private readonly array $kinds;

    public function __construct(private readonly int $port, int $connections)
    {
        $json = 'Content-Type: application/json';
        $event = json_encode(['id' => 's-1', 'type' => 'sensor.reading', 'ts' => '2026-11-21T00:00:00Z',
            'payload' => ['sensor' => 'roof-1', 'celsius' => 21.5]]);
        $this->kinds = [
            'plain' => $this->request('GET', '/plain', 200),
            'event' => $this->request('POST', '/events', 202, $event, $json),
            'five events' => $this->request('POST', '/events', 202, '[' . implode(',', array_fill(0, 5, $event)) . ']', $json),
            'bad event' => $this->request('POST', '/events', 422, str_replace('21.5', '"warm"', $event), $json),
            'bad JSON' => $this->request('POST', '/events', 400, '{"id":', $json),
            'exception' => $this->request('GET', '/throw', 500),
            'go' => $this->request('GET', '/go', 200),
            'timer' => $this->request('GET', '/timer', 200),
            'output buffer' => $this->request('GET', '/buffer?text=soak', 200),
            'form' => $this->request('POST', '/form', 200, 'a[]=1&a[]=2&b=c', 'Content-Type: application/x-www-form-urlencoded'),
            'aborted' => $this->request('GET', '/sleep', 0),
            'not found' => $this->request('GET', '/nothing', 404),
        ];
        $this->sockets = array_map($this->connect(...), range(1, $connections));
    }

    /** Sends so many requests, one on each connection at a time, before the time is over. */
    public function load(int $requests, int $deadline): void
    {
        mt_srand($requests);
        $names = array_keys($this->kinds);
        for ($sent = 0; $sent < $requests; $sent += count($this->sockets)) {
            time() < $deadline || refuse("time is over after $sent of $requests requests");
            $kinds = [];
            foreach ($this->sockets as $n => $socket) {
                $kinds[$n] = $names[mt_rand(0, count($names) - 1)];
                fwrite($socket, $this->kinds[$kinds[$n]][0]);
            }
            foreach ($kinds as $n => $kind) {
                $this->counts[$kind] = ($this->counts[$kind] ?? 0) + 1;
                $status = $this->kinds[$kind][1];
                $status === 0 ? $this->abort($n) : $this->take($n, $kind, $status);
            }
        }
    }

    /** One request on the first connection; its answer's body. */
    public function ask(string $method, string $target): string
    {
        fwrite($this->sockets[0], $this->request($method, $target, 200)[0]);
        return $this->take(0, $target, 200);
    }

    /** @return array{string, int} the request's text and the status it is answered with */
    private function request(string $method, string $target, int $status, string $body = '', string $field = 'A: b'): array
    {
        $length = $body === '' ? '' : 'Content-Length: ' . strlen($body) . "\r\n";
        return ["$method $target HTTP/1.1\r\nHost: soak\r\n$field\r\n$length\r\n$body", $status];
    }

    /** @return resource */
    private function connect()
    {
        $socket = stream_socket_client("tcp://127.0.0.1:$this->port") ?: refuse('the server is gone');
        stream_set_timeout($socket, 30);
        return $socket;
    }

    private function abort(int $n): void
    {
        fclose($this->sockets[$n]);
        $this->sockets[$n] = $this->connect();
    }

    private function take(int $n, string $kind, int $status): string
    {
        $socket = $this->sockets[$n];
        $line = (string) fgets($socket);
        str_starts_with($line, "HTTP/1.1 $status ") || refuse("$kind was answered: $line");
        [$length, $closes] = [0, false];
        while (($field = fgets($socket)) !== "\r\n" && $field !== false) {
            [$name, $value] = explode(': ', strtolower(trim($field)), 2);
            $length = $name === 'content-length' ? (int) $value : $length;
            $closes = $closes || "$name: $value" === 'connection: close';
        }
        $body = $length > 0 ? stream_get_contents($socket, $length) : '';
        strlen($body) === $length || refuse("an answer to $kind ended early");
        $closes && $this->abort($n);
        return $body;
    }
}
