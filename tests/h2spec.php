<?php
/**
 * Holds the server to RFC 9113 and RFC 7541 with h2spec, in cleartext and over TLS: php -n tests/h2spec.php EXTENSION
 * h2spec is found on the PATH or where `go install` puts it; scripts/setup installs it where there is Go. Prints what
 * failed; the last line is "N passed, N failed, N skipped".
 */
declare(strict_types=1);

require __DIR__ . '/free_port.php';

const PATIENCE = 60.0;

$extension = $argv[1] ?? exit("usage: php -n tests/h2spec.php EXTENSION\n");
$places = explode(':', (string) getenv('PATH'));
foreach (['GOBIN' => '', 'GOPATH' => '/bin'] as $name => $below) {
    $place = trim((string) shell_exec("go env $name 2>/dev/null"));
    $place === '' || $places[] = $place . $below;
}
$h2spec = current(array_filter(array_map(fn ($place) => "$place/h2spec", $places), is_executable(...)));
if ($h2spec === false) {
    exit("SKIP there is no h2spec: scripts/setup test installs it where Go 1.25 or newer is\n0 passed, 0 failed, 2 skipped\n");
}

/** Runs the server that $source is, with a free port for 9501, and h2spec against it. @return array{int, int, int} */
function run(string $h2spec, string $source, string $arguments): array
{
    $port = free_port();
    $file = tempnam(sys_get_temp_dir(), 'h2spec');
    file_put_contents($file, str_replace('9501', (string) $port, $source));
    $output = ['file', "$file.log", 'a'];
    $command = [PHP_BINARY, '-n', '-d', "extension=$GLOBALS[extension]", $file];
    $server = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes);
    $deadline = microtime(true) + PATIENCE;
    while (!@fsockopen('127.0.0.1', $port) && microtime(true) < $deadline) {
        usleep(20_000);
    }
    $text = (string) shell_exec("timeout 300 $h2spec -h 127.0.0.1 -p $port -o 20 $arguments 2>&1");
    proc_terminate($server);
    for ($deadline = microtime(true) + PATIENCE; proc_get_status($server)['running'] && microtime(true) < $deadline;) {
        usleep(10_000);
    }
    $log = file_get_contents("$file.log");
    array_map(unlink(...), [$file, "$file.log"]);
    if (!preg_match('/(\d+) tests, (\d+) passed, (\d+) skipped, (\d+) failed/', $text, $counts)) {
        echo "FAIL h2spec $arguments ended without a result:\n$text\nthe server said:\n$log\n";
        return [0, 1, 0];
    }
    echo "h2spec $arguments: $counts[0]\n";
    if ($counts[4] !== '0') {
        echo strstr($text, 'Failures:');
    }
    return [(int) $counts[2], (int) $counts[4], (int) $counts[3]];
}

$cleartext = <<<'PHP'
    <?php
    $server = new Peregrine\Http\Server('127.0.0.1', 9501);
    $server->set(['worker_num' => 1, 'open_http2_protocol' => true]);
    $server->on('request', fn ($request, $response) => $response->end("Hello\n"));
    $server->start();
    PHP;
[$passed, $failed, $skipped] = run($h2spec, $cleartext, '');
if (extension_loaded('openssl')) {
    $over_tls = run($h2spec, file_get_contents(__DIR__ . '/../examples/https.php'), '-t -k');
    [$passed, $failed, $skipped] = array_map(array_sum(...), array_map(null, [$passed, $failed, $skipped], $over_tls));
} else {
    echo "SKIP over TLS: the example makes its certificate with PHP's openssl\n";
    $skipped++;
}
echo "$passed passed, $failed failed, $skipped skipped\n";
exit($failed === 0 ? 0 : 1);
