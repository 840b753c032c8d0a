<?php
/**
 * Server CPU per request beside bare hyper over HTTP/2 in cleartext (h2load, 16 connections of 8 streams) and over
 * HTTP/1.1 with TLS 1.3 (wrk, 64 connections): rounds in alternation, as in requests.php. ROUNDS (10), SECONDS (3).
 */
declare(strict_types=1);

require __DIR__ . '/rounds.php';

$bare = dirname(getenv('HYPER_HELLO')) . '/hyper-secure';
is_executable($bare) || refuse("$bare is missing; make bench builds it");
$tls = ['tls', ...certificate()];

title('µs CPU/request');
measure('HTTP/2', [$bare, 'h2'], [...php('hello-secure.php'), 'h2'], 1.3, h2load(...));
measure('TLS', [$bare, ...$tls], [...php('hello-secure.php'), ...$tls], 1.15, fn ($port, $seconds) => wrk("https://127.0.0.1:$port/", $seconds));

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
