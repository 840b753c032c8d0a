<?php
// Certificates made by openssl for one test, and curl to look at them with.

/**
 * A directory with ca.pem, and NAME.pem and NAME.key for each name, from that authority. The servers of the test find the
 * same one. It is removed when the test ends.
 */
function certificates(string ...$names): string
{
    $directory = getenv('PEREGRINE_TEST_CERTIFICATES');
    if ($directory === false) {
        $directory = sys_get_temp_dir() . '/peregrine-tls-' . bin2hex(random_bytes(6));
        mkdir($directory, 0700);
        putenv("PEREGRINE_TEST_CERTIFICATES=$directory");
        register_shutdown_function(function () use ($directory) {
            array_map('unlink', glob("$directory/*"));
            rmdir($directory);
        });
        sign($directory, null, 'ca');
        foreach ($names as $name) {
            sign($directory, 'ca', $name);
        }
    }
    return $directory;
}

/** Makes NAME.pem and NAME.key in the directory, signed by $issuer's, or by its own key. */
function sign(string $directory, ?string $issuer, string $name): void
{
    $is_ca = $issuer === null ? 'TRUE' : 'FALSE';
    file_put_contents("$directory/openssl.cnf", "[req]\ndistinguished_name=dn\n[dn]\n[own]\nbasicConstraints=critical,CA:$is_ca\n"
        . "subjectAltName=DNS:$name\n");
    $options = ['config' => "$directory/openssl.cnf", 'private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1',
        'digest_alg' => 'sha256', 'x509_extensions' => 'own', 'private_key_bits' => 2048];
    $key = openssl_pkey_new($options);
    $by = $issuer === null ? null : openssl_x509_read(file_get_contents("$directory/$issuer.pem"));
    $with = $issuer === null ? $key : openssl_pkey_get_private(file_get_contents("$directory/$issuer.key"));
    $certificate = openssl_csr_sign(openssl_csr_new(['CN' => $name], $key, $options), $by, $with, 2, $options, random_int(1, PHP_INT_MAX));
    openssl_x509_export_to_file($certificate, "$directory/$name.pem");
    openssl_pkey_export_to_file($key, "$directory/$name.key", null, $options);
}

/** What curl prints for https://NAME/…, where NAME is this machine; with its error when there is one. */
function curl(int $port, string $url, string $arguments = ''): string
{
    $directory = certificates();
    $host = parse_url($url, PHP_URL_HOST);
    $scheme = parse_url($url, PHP_URL_SCHEME);
    $url = "$scheme://$host:$port" . substr($url, strlen("$scheme://$host"));
    $command = "curl -sS -m " . PATIENCE . " --cacert $directory/ca.pem --resolve $host:$port:127.0.0.1 $arguments " . escapeshellarg($url);
    return trim((string) shell_exec("$command 2>&1"));
}

/** The certificate a client that asks for $name gets. */
function fingerprint(int $port, string $name): string
{
    $context = stream_context_create(['ssl' => ['capture_peer_cert' => true, 'verify_peer' => false,
        'verify_peer_name' => false, 'peer_name' => $name]]);
    $socket = stream_socket_client("ssl://127.0.0.1:$port", $code, $message, PATIENCE, STREAM_CLIENT_CONNECT, $context);
    return openssl_x509_fingerprint(stream_context_get_params($socket)['options']['ssl']['peer_certificate']);
}

function fingerprint_of(string $file): string
{
    return openssl_x509_fingerprint(file_get_contents($file));
}
