--TEST--
TLS: what cannot work is refused before the server starts, with what to change
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../include/certificate.php';
use Peregrine\Http\Server;
use const Peregrine\{BASE, SOCK_TCP, SSL, SSL_TLSv1_3};

$directory = certificates('one', 'two');
$one = ['ssl_cert_file' => "$directory/one.pem", 'ssl_key_file' => "$directory/one.key"];
$try = function (array $options, int $type = SOCK_TCP | SSL) use ($directory) {
    try {
        $server = new Server('127.0.0.1', 0, BASE, $type);
        $server->set($options);
        $server->on('request', fn () => null);
        $server->start();
        echo "started\n";
    } catch (Throwable $error) {
        echo get_class($error), ': ', str_replace("$directory/", '', $error->getMessage()), "\n";
    }
};
$try([]);
$try($one, SOCK_TCP);
$try(['ssl_key_file' => "$directory/two.key"] + $one);
$try(['ssl_cert_file' => "$directory/none.pem"] + $one);
$try($one + ['ssl_verify_peer' => true]);
$try($one + ['ssl_protocols' => 8]);
$try($one + ['ssl_protocols' => SSL_TLSv1_3, 'ssl_ciphers' => 'ECDHE-RSA-AES128-GCM-SHA256']);
$try($one + ['ssl_sni_certs' => ['a.example' => ['ssl_cert_file' => "$directory/two.pem"]]]);
$try($one + ['ssl_sni_certs' => ['a example' => ['ssl_cert_file' => "$directory/two.pem", 'ssl_key_file' => "$directory/two.key"]]]);
$try($one + ['ssl_compress' => true]);
$try([], SOCK_TCP | 1024);
?>
--EXPECT--
Peregrine\Exception: a server with TLS needs the options ssl_cert_file and ssl_key_file
Peregrine\Exception: option 'ssl_cert_file' needs a socket type with TLS: new Server($host, $port, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL)
Peregrine\Exception: the private key in two.key is not that of the certificate in one.pem: give the two that were made for each other (the server's own certificate comes first in its file)
Peregrine\Exception: read the certificate none.pem: No such file or directory (os error 2)
Peregrine\Exception: ssl_verify_peer needs ssl_client_cert_file: the authorities that clients' certificates come from
Peregrine\Exception: ssl_protocols leaves no version: give SSL_TLSv1_2, SSL_TLSv1_3 or both (older ones are not spoken)
Peregrine\Exception: ssl_ciphers has no cipher of TLS 1.3: add one, or leave the version out of ssl_protocols
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'ssl_sni_certs': 'a.example' must be an array with 'ssl_cert_file' and 'ssl_key_file', both paths, and nothing else
Peregrine\Exception: ssl_sni_certs: 'a example' is no host name (example.org or *.example.org)
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: there is no option 'ssl_compress' as in Swoole: rustls has no such thing; docs/http2-tls.md has what there is
ValueError: Peregrine\Server::__construct(): Argument #4 ($sock_type) must be Peregrine\SOCK_TCP or Peregrine\SOCK_TCP6, with | Peregrine\SSL for TLS
