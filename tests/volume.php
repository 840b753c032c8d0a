<?php
/**
 * Bodies larger than memory should be: uploads through Request::read(), downloads through write() and sendfile(), over HTTP/1.1 and
 * HTTP/2, in cleartext and over TLS, and the memory of the worker meanwhile: php -n tests/volume.php EXTENSION [MiB, default 256]
 * The last line is "N passed, N failed", the status is 1 when one failed. curl is the client.
 */
declare(strict_types=1);

const GROWTH = 32 * 1024; // KiB that the worker's memory may grow by

if (getenv('PEREGRINE_VOLUME') !== false) {
    serve((int) getenv('PEREGRINE_VOLUME'), ...array_slice($argv, 1));
}

$extension = $argv[1] ?? exit("usage: php -n tests/volume.php EXTENSION [MiB]\n");
$mebibytes = (int) ($argv[2] ?? 256);
$size = $mebibytes << 20;
$file = tempnam(sys_get_temp_dir(), 'volume');
$handle = fopen($file, 'r+');
ftruncate($handle, $size);

$key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
$certificate = openssl_csr_sign(openssl_csr_new(['CN' => 'localhost'], $key, ['digest_alg' => 'sha256']), null, $key, 30, ['digest_alg' => 'sha256']);
$secrets = [tempnam(sys_get_temp_dir(), 'certificate'), tempnam(sys_get_temp_dir(), 'key')];
openssl_x509_export_to_file($certificate, $secrets[0]);
openssl_pkey_export_to_file($key, $secrets[1]);

$passed = $failed = 0;
// Each with a server of its own, whose only worker is looked at.
$ways = [
    ['HTTP/1.1', 'http', '--http1.1'], ['HTTP/2', 'http', '--http2-prior-knowledge'],
    ['HTTP/1.1 over TLS', 'https', '-k --http1.1'], ['HTTP/2 over TLS', 'https', '-k --http2'],
];
try {
    foreach ($ways as [$version, $scheme, $option]) {
        $command = [PHP_BINARY, '-n', '-d', "extension=$extension", __FILE__, $file, ...($scheme === 'https' ? $secrets : [])];
        $server = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w']], $pipes, null, ['PEREGRINE_VOLUME' => $mebibytes] + getenv());
        try {
            [$port, $worker] = explode(' ', trim((string) fgets($pipes[1]))) + ['', ''];
            volumes($version, "$scheme://127.0.0.1:$port", $option);
        } finally {
            proc_terminate($server);
            proc_close($server);
        }
    }
} finally {
    array_map(unlink(...), [$file, ...$secrets]);
}
echo "$passed passed, $failed failed\n";
exit($failed > 0 ? 1 : 0);

function volumes(string $version, string $url, string $option): void
{
    global $file, $size;
    // The first request brings what every request needs into memory.
    curl("$url/upload", "$option --data-binary x");
    $uploads = ["-T $file -H Expect:" => 'with a length', "-T - -H Expect: <$file" => 'without'];
    foreach ($uploads as $arguments => $how) {
        measure("$version upload $how", fn () => curl("$url/upload", "$option -X POST $arguments"), (string) $size);
    }
    foreach (['write', 'sendfile'] as $how) {
        measure("$version $how()", fn () => curl("$url/$how", "$option -w '%{size_download}' -o /dev/null"), (string) $size);
    }
}

function curl(string $url, string $arguments): string
{
    return (string) shell_exec("curl -sS -m 300 $url $arguments 2>&1");
}

function measure(string $name, callable $run, string $expected): void
{
    global $worker, $passed, $failed, $mebibytes;
    // proc(5): the peak is counted anew from here.
    file_put_contents("/proc/$worker/clear_refs", '5');
    $before = memory('VmRSS');
    $began = microtime(true);
    $seen = $run();
    $growth = memory('VmHWM') - $before;
    $holds = $seen === $expected && $growth < GROWTH;
    $holds ? $passed++ : $failed++;
    printf("%-4s %-40s %d MiB, %4.0f MiB/s, worker's memory +%.1f MiB%s\n", $holds ? 'ok' : 'FAIL', $name, $mebibytes,
        $mebibytes / (microtime(true) - $began), $growth / 1024, $seen === $expected ? '' : "; $seen instead of $expected");
}

function memory(string $what): int
{
    preg_match("/^$what:\s+(\d+)/m", file_get_contents("/proc/$GLOBALS[worker]/status"), $found);
    return (int) $found[1];
}

function serve(int $mebibytes, string $file, string ...$secrets): never
{
    $server = new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | ($secrets ? Peregrine\SSL : 0));
    $secrets && $server->set(['ssl_cert_file' => $secrets[0], 'ssl_key_file' => $secrets[1]]);
    $server->set(['worker_num' => 1, 'stream_request_body' => true, 'open_http2_protocol' => true, 'log_level' => Peregrine\LOG_WARNING]);
    $server->on('workerStart', function ($server) {
        echo "$server->port ", getmypid(), "\n";
    });
    $server->on('request', function ($request, $response) use ($mebibytes, $file) {
        switch ($request->server['path_info']) {
            case '/upload':
                for ($length = 0; ($piece = $request->read()) !== '' && $piece !== false; $length += strlen($piece));
                return $response->end((string) $length);
            case '/sendfile':
                return $response->sendfile($file);
        }
        $piece = str_repeat('x', 1 << 16);
        for ($n = $mebibytes << 4; $n > 0 && $response->write($piece); $n--);
        $response->end();
    });
    $server->start();
    exit;
}
