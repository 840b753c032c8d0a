<?php
/**
 * The world's clients against one server, that of examples/uploads.php with a certificate: curl, nghttp, Python's httpx,
 * Node's fetch and Chromium. php -n tests/clients.php EXTENSION [PYTHON-WITH-HTTPX]
 * scripts/setup installs them; one that is not there is skipped with a line. The last line is "N passed, N failed, N skipped".
 */
declare(strict_types=1);

require __DIR__ . '/clients/Browser.php';
require __DIR__ . '/free_port.php';

const PATIENCE = 60.0;

$extension = $argv[1] ?? exit("usage: php -n tests/clients.php EXTENSION [PYTHON-WITH-HTTPX]\n");
$python = $argv[2] ?? 'python3';
$passed = $failed = $skipped = 0;

function check(string $name, bool $holds, string $seen = ''): void
{
    global $passed, $failed;
    $holds ? $passed++ : $failed++;
    echo $holds ? '' : "FAIL $name\n" . preg_replace('/^/m', '  ', $seen) . "\n";
}

function same(string $name, mixed $want, mixed $got): void
{
    check($name, $want === $got, 'want ' . json_encode($want) . "\ngot  " . json_encode($got));
}

/** The program of that name, or a skip. */
function program(string $name): ?string
{
    global $skipped;
    $found = trim((string) shell_exec('command -v ' . escapeshellarg($name)));
    if ($found === '') {
        echo "SKIP $name is not installed; scripts/setup test does that\n";
        $skipped++;
    }
    return $found ?: null;
}

/** What a command prints, its errors included; it has two minutes. */
function run(string ...$command): string
{
    return (string) shell_exec('timeout 120 ' . implode(' ', array_map(escapeshellarg(...), $command)) . ' 2>&1');
}

/** What a command that does not end by itself prints until that is enough, at most PATIENCE long. */
function head(callable $enough, string ...$command): string
{
    $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
    stream_set_blocking($pipes[1], false);
    $deadline = microtime(true) + PATIENCE;
    for ($seen = ''; !$enough($seen) && !feof($pipes[1]) && microtime(true) < $deadline; usleep(5_000)) {
        $seen .= fread($pipes[1], 65536);
    }
    proc_terminate($process);
    proc_close($process);
    return $seen;
}

/** Adds up what a client's own script counted. */
function counted(string $client, string $said): void
{
    global $passed, $failed;
    if (!preg_match('/^(\d+) passed, (\d+) failed$/m', $said, $counts)) {
        check("$client ends", false, $said);
        return;
    }
    $passed += (int) $counts[1];
    $failed += (int) $counts[2];
    echo preg_replace('/^\d+ passed.*\n/m', '', $said);
}

$directory = sys_get_temp_dir() . '/peregrine-clients-' . bin2hex(random_bytes(6));
mkdir($directory, 0700);
register_shutdown_function(fn () => shell_exec('rm -rf ' . escapeshellarg($directory)));
$certificate = "$directory/certificate.pem";
$made = run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', "$directory/key.pem", '-out', $certificate);
is_file($certificate) || exit("FAIL there is no certificate: $made\n0 passed, 1 failed\n");

$port = free_port();
file_put_contents("$directory/server.php", str_replace('9501', (string) $port, file_get_contents(__DIR__ . '/../examples/uploads.php')));
$output = ['file', "$directory/log", 'a'];
$command = [PHP_BINARY, '-n', '-d', "extension=$extension", "$directory/server.php", $certificate, "$directory/key.pem"];
$server = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes);
$master = proc_get_status($server)['pid'];
$url = "https://localhost:$port/";
for ($deadline = microtime(true) + PATIENCE; !@fsockopen('127.0.0.1', $port) && microtime(true) < $deadline; usleep(20_000));

$content = random_bytes(3_000_000);
file_put_contents("$directory/three megabytes.bin", $content);
$sha256 = hash('sha256', $content);

if (program('curl')) {
    $curl = fn (string ...$arguments) => run('curl', '-sS', '--cacert', $certificate, ...$arguments);
    // An answer has the server's version (RFC 9110 6.2).
    foreach (['--http1.0' => '1.1', '--http1.1' => '1.1', '--http2' => '2'] as $option => $version) {
        same("curl $option", "200 $version", $curl($option, '-o', '/dev/null', '-w', '%{http_code} %{http_version}', $url));
        // curl asks before it sends so much (Expect: 100-continue).
        $seen = json_decode($curl($option, '-F', "file=@$directory/three megabytes.bin", $url), true);
        same("curl $option uploads", [3_000_000, $sha256], [$seen['size'] ?? null, $seen['sha256'] ?? null]);
    }
    foreach (['1.2', '1.3'] as $version) {
        same("curl over TLS $version", '200', $curl("--tlsv$version", '--tls-max', $version, '-o', '/dev/null', '-w', '%{http_code}', $url));
    }
    $page = $curl($url);
    foreach (['gzip', 'br', 'zstd'] as $coding) {
        same("curl decodes $coding", $page, $curl('--compressed', '-H', "Accept-Encoding: $coding", $url));
        check("$coding is used", str_contains($curl('-D-', '-o', '/dev/null', '-H', "Accept-Encoding: $coding", $url), "content-encoding: $coding"));
    }
    same('curl keeps the connection', '1 0 0 ', $curl('--http1.1', ...array_merge(...array_fill(0, 3, ['-o', '/dev/null', $url])), ...['-w', '%{num_connects} ']));
    check('curl HEAD', (bool) preg_match('/^HTTP\/2 200 .*content-length: \d+\s*$/is', $curl('-I', $url)));
    $three = '/^id: 1\ndata: .*\n\nid: 2\ndata: .*\n\nid: 3\ndata: .*\n\n/m';
    $events = head(fn (string $seen) => preg_match($three, $seen) === 1, 'curl', '-sSN', '--cacert', $certificate, '-H', 'Last-Event-ID: 0', "{$url}events");
    check('curl sees events', preg_match($three, $events) === 1, $events);
}

if (program('nghttp')) {
    $said = run('nghttp', '-nv', '-m', '50', $url);
    same('nghttp, 50 at once', 50, preg_match_all('/:status: 200/', $said));
    check('nghttp chooses h2', str_contains($said, 'The negotiated protocol: h2'), $said);
    $said = run('nghttp', '-v', '-d', "$directory/three megabytes.bin", "{$url}none");
    check('nghttp sends a body', str_contains($said, ':status: 413') || str_contains($said, ':status: 404'), $said);
}

if (str_starts_with(run($python, '-c', 'import httpx, h2; print("there")'), 'there')) {
    counted('httpx', run($python, __DIR__ . '/clients/python.py', $url, $certificate));
} else {
    echo "SKIP $python has no httpx with h2; scripts/setup test installs it\n";
    $skipped++;
}

if (program('node')) {
    counted('node', run('env', "NODE_EXTRA_CA_CERTS=$certificate", 'node', __DIR__ . '/clients/node.mjs', $url));
}

if ($chromium = program('chromium')) {
    $public = openssl_pkey_get_details(openssl_pkey_get_public(file_get_contents($certificate)))['key'];
    $der = base64_decode(preg_replace('/-----.*?-----|\s/', '', $public));
    try {
        browse(new Browser($chromium, base64_encode(hash('sha256', $der, true)), PATIENCE), $url);
    } catch (RuntimeException $failure) {
        check('Chromium', false, $failure->getMessage());
    }
}

/** The page in a browser: over h2, an upload by its form, the event that tells of it, also when the workers were replaced. */
function browse(Browser $browser, string $url): void
{
    global $directory, $master, $sha256;
    $browser->call('Page.navigate', ['url' => $url]);
    check('Chromium: the page is connected', $browser->until('document.getElementById("state")?.textContent === "connected"'));
    $protocols = '[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(e => e.nextHopProtocol)';
    same('Chromium: over HTTPS and HTTP/2', ['https:', 'h2'], [$browser->evaluate('location.protocol'), $browser->evaluate("{$protocols}[0]")]);
    $browser->choose("$directory/three megabytes.bin");
    $browser->evaluate('document.querySelector("button").click()');
    $told = "[...document.querySelectorAll('li')].filter(line => line.textContent === 'three megabytes.bin, 3000000 bytes $sha256').length";
    check('Chromium: the upload is answered', $browser->until('document.getElementById("said").textContent.startsWith("200, ")'), (string) $browser->evaluate('document.body.innerText'));
    check('Chromium: its event arrives', $browser->until("$told === 1"), (string) $browser->evaluate('document.body.innerText'));
    // Uploads of another client: Chromium drops a request of its own that it is about to send when GOAWAY comes.
    shell_exec("kill -USR1 $master");
    run('curl', '-sS', '-k', '-F', "file=@$directory/three megabytes.bin;filename=second", $url);
    $second = "[...document.querySelectorAll('li')].filter(line => line.textContent === 'second, 3000000 bytes $sha256').length";
    check('Chromium: the page finds the new workers and what it missed', $browser->until("$second === 1"), (string) $browser->evaluate('document.body.innerText'));
    // The page may have found a worker whose turn to be replaced comes now: then Chromium drops the upload and says so.
    $said = 'document.getElementById("said").textContent';
    for ($try = 0; $try < 10; $try++) {
        $browser->evaluate("$said = ''; document.querySelector('button').click()");
        $browser->until("$said !== ''");
        if (str_starts_with($answer = (string) $browser->evaluate($said), '200, ')) {
            break;
        }
    }
    check('Chromium: an upload after the reload', str_starts_with($answer, '200, '), $answer);
    check('Chromium: and its event', $browser->until("$told >= 2"), (string) $browser->evaluate('document.body.innerText'));
}

proc_terminate($server);
same('the server ends by SIGTERM', 0, proc_close($server));
$log = file_get_contents("$directory/log");
same('it has nothing else to say', "https://127.0.0.1:$port, Ctrl-C ends it\n", preg_replace('/^\[.* INFO .*\n/m', '', $log));
echo "$passed passed, $failed failed, $skipped skipped\n";
exit($failed === 0 ? 0 : 1);
