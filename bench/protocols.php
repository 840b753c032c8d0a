<?php
/**
 * Server CPU per request beside bare hyper over HTTP/2 in cleartext (h2load, 16 connections of 8 streams) and over
 * HTTP/1.1 with TLS 1.3 (wrk, 64 connections): rounds in alternation, as in requests.php. ROUNDS (10), SECONDS (3).
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

$rounds = (int) (getenv('ROUNDS') ?: 10);
$seconds = (int) (getenv('SECONDS') ?: 3);
$pinned = ['taskset', '-c', '0'];
$bare = dirname(getenv('HYPER_HELLO')) . '/hyper-secure';
is_executable($bare) || refuse("$bare is missing; make bench builds it");
[$certificate, $key] = certificate();

title('µs CPU/request');
measure('HTTP/2', ['h2'], 1.3, fn (int $port, int $seconds) => h2load($port, $seconds));
measure('TLS', ['tls', $certificate, $key], 1.15, fn (int $port, int $seconds) => wrk($port, $seconds));

/** Both servers in rounds, and their lines. */
function measure(string $what, array $arguments, float $target, callable $load): void
{
    global $rounds, $seconds, $pinned, $bare;
    $servers = [
        'hyper' => new ServerProcess([...$pinned, $bare, ...$arguments], free_port()),
        'Peregrine' => new ServerProcess([...$pinned, ...php('hello-secure.php'), ...$arguments], free_port()),
    ];
    array_map(fn (ServerProcess $server) => $load($server->port, 1), $servers);
    $cost = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($round % 2 ? array_reverse($servers) : $servers as $name => $server) {
            $before = cpu_seconds($server->worker());
            $requests = $load($server->port, $seconds);
            $cost[$name][] = (cpu_seconds($server->worker()) - $before) * 1e6 / $requests;
        }
    }
    foreach ($cost as $name => $values) {
        line("$name, $what", sprintf('%.2f', median($values)), spread($values, '%.2f'));
    }
    $ratios = array_map(fn ($ours, $theirs) => $ours / $theirs, $cost['Peregrine'], $cost['hyper']);
    line("Peregrine / hyper, $what", sprintf('%.3f', median($ratios)), spread($ratios, '%.3f'), verdict(median($ratios), $target));
}

function h2load(int $port, int $seconds): int
{
    $said = (string) shell_exec("taskset -c 1 h2load -t1 -c16 -m8 -D$seconds http://127.0.0.1:$port/ 2>&1");
    preg_match('/(\d+) succeeded, (\d+) failed, (\d+) errored/', $said, $match) && $match[1] > 0 || refuse("h2load failed:\n$said");
    $match[2] + $match[3] === 0 || refuse("h2load saw errors:\n$said");
    return (int) $match[1];
}

function wrk(int $port, int $seconds): int
{
    $said = (string) shell_exec("taskset -c 1 wrk -t1 -c64 -d{$seconds}s https://127.0.0.1:$port/ 2>&1");
    preg_match('/(\d+) requests in/', $said, $match) && $match[1] > 0 || refuse("wrk failed:\n$said");
    !preg_match('/Non-2xx|Socket errors/', $said) || refuse("wrk saw errors:\n$said");
    return (int) $match[1];
}

/** @return array{string, string} */
function certificate(): array
{
    $key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
    $request = openssl_csr_new(['CN' => 'localhost'], $key, ['digest_alg' => 'sha256']);
    $files = [tempnam(sys_get_temp_dir(), 'bench'), tempnam(sys_get_temp_dir(), 'bench')];
    openssl_x509_export_to_file(openssl_csr_sign($request, null, $key, 2, ['digest_alg' => 'sha256']), $files[0]);
    openssl_pkey_export_to_file($key, $files[1]);
    register_shutdown_function(fn () => array_map(unlink(...), $files));
    return $files;
}
