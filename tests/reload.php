<?php
/**
 * Load over keep-alive connections of HTTP/1.1 and HTTP/2, in cleartext and over TLS, while the server reloads again and
 * again: php -n tests/reload.php EXTENSION RELOAD-LOAD [SECONDS [CONNECTIONS [EVERY]]]
 * No request may fail, and the servers may not have begun one that was not answered: what a client asks again after GOAWAY
 * was not begun. The last line is "N passed, N failed".
 */
declare(strict_types=1);

require __DIR__ . '/free_port.php';

const PATIENCE = 60.0;

[, $extension, $load, $seconds, $connections, $every] = $argv + [null, null, null, '8', '16', '1'];
$load ?? exit("usage: php -n tests/reload.php EXTENSION RELOAD-LOAD [SECONDS [CONNECTIONS [EVERY]]]\n");
$passed = $failed = 0;

function check(string $name, bool $holds, string $seen): void
{
    global $passed, $failed;
    $holds ? $passed++ : $failed++;
    echo $holds ? '' : "FAIL $name\n" . preg_replace('/^/m', '  ', $seen) . "\n";
}

/** A server and the load on it. */
final class Round
{
    private readonly int $port;
    private readonly string $log;
    /** @var resource */
    private $server;
    /** @var resource */
    private $load;
    /** @var resource */
    private $said;

    /** @param list<string> $files certificate and key, or nothing */
    public function __construct(private readonly string $scheme, array $files)
    {
        $this->port = free_port();
        $this->log = tempnam(sys_get_temp_dir(), 'reload');
        $command = [PHP_BINARY, '-n', '-d', "extension=$GLOBALS[extension]", dirname(__DIR__) . '/bench/reload-server.php'];
        $output = ['file', $this->log, 'a'];
        $this->server = proc_open([...$command, (string) $this->port, ...$files], [['file', '/dev/null', 'r'], $output, $output], $pipes);
    }

    /** Requests that the server has begun. */
    public function begun(): int
    {
        $trusting = stream_context_create(['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]]);
        $deadline = microtime(true) + PATIENCE;
        do {
            $count = @file_get_contents("$this->scheme://127.0.0.1:$this->port/count", false, $trusting);
        } while ($count === false && microtime(true) < $deadline && usleep(20_000) === null);
        return $count === false ? -1 : (int) $count;
    }

    public function start(string ...$kinds): void
    {
        global $load, $connections, $seconds, $every;
        $master = (string) proc_get_status($this->server)['pid'];
        $targets = array_map(fn ($kind) => "$kind@127.0.0.1:$this->port", $kinds);
        $command = ['timeout', (string) ($seconds + 60), $load, $connections, $seconds, $master, $every, ...$targets];
        $this->load = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
        $this->said = $pipes[1];
    }

    public function judge(): void
    {
        $said = stream_get_contents($this->said);
        echo $said;
        $log = file_get_contents($this->log);
        check("$this->scheme: no request fails", proc_close($this->load) === 0, $said . $log);
        preg_match_all('/: (\d+) answered by (\d+) workers/', $said, $counts);
        check("$this->scheme: each that was begun was answered once", array_sum($counts[1]) === $this->begun(), $said . $log);
        // Seven on a machine at rest; on a slow one there is time for fewer reloads, and more than the first two workers are needed.
        check("$this->scheme: several generations of workers answered", count($counts[2]) === 2 && min($counts[2]) > 2, $said . $log);
        proc_terminate($this->server);
        check("$this->scheme: the server ends by SIGTERM", proc_close($this->server) === 0, $log);
        check("$this->scheme: it has nothing to say", file_get_contents($this->log) === '', file_get_contents($this->log));
        unlink($this->log);
    }
}

$key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
$request = openssl_csr_new(['CN' => 'localhost'], $key, ['digest_alg' => 'sha256']);
$files = [tempnam(sys_get_temp_dir(), 'certificate'), tempnam(sys_get_temp_dir(), 'key')];
openssl_x509_export_to_file(openssl_csr_sign($request, null, $key, 30, ['digest_alg' => 'sha256']), $files[0]);
openssl_pkey_export_to_file($key, $files[1]);

$plain = new Round('http', []);
$sealed = new Round('https', $files);
check('the servers start', $plain->begun() === 0 && $sealed->begun() === 0, 'no answer');
$plain->start('h1', 'h2');
$sealed->start('h1s', 'h2s');
$plain->judge();
$sealed->judge();
array_map(unlink(...), $files);
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
