--TEST--
TLS: SIGUSR1 brings new certificates without losing a request; those that cannot be used leave the former ones
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/certificate.php';

$directory = certificates('localhost');
$running = serve(function ($server) use ($directory) {
    $server->set(['worker_num' => 2, 'log_level' => Peregrine\LOG_ERROR,
        'ssl_cert_file' => "$directory/localhost.pem", 'ssl_key_file' => "$directory/localhost.key"]);
    $server->on('afterReload', fn () => note('reloaded'));
    $server->on('workerStop', fn () => note('stopped'));
    $server->on('request', fn ($request, $response) => $response->end('ok'));
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL));

$lost = 0;
$reload = function () use ($running, &$lost) {
    $running->signal(10);
    do {
        $lost += curl($running->port, 'https://localhost/') !== 'ok';
        try {
            $done = $running->line('reloaded', 0.001);
        } catch (Exception) {
            $done = null;
        }
    } while (!$done);
    // Until then the former workers may still take connections.
    $running->lines(2, 'stopped');
};
$first = fingerprint_of("$directory/localhost.pem");
echo fingerprint($running->port, 'localhost') === $first ? "the first\n" : "another\n";

sign($directory, 'ca', 'localhost');
echo fingerprint($running->port, 'localhost') === $first ? "still the first\n" : "another\n";
$reload();
$second = fingerprint_of("$directory/localhost.pem");
echo fingerprint($running->port, 'localhost') === $second ? "the second\n" : "another\n";

$key = file_get_contents("$directory/localhost.key");
sign($directory, 'ca', 'localhost');
file_put_contents("$directory/localhost.key", $key);
$reload();
echo fingerprint($running->port, 'localhost') === $second ? "still the second\n" : "another\n";
echo "$lost lost\n";
echo preg_replace(["/^.*?\\] /m", "~$directory/~"], '', $running->stop());
?>
--EXPECT--
the first
still the first
the second
still the second
0 lost
ERROR the certificates in use stay, because the new ones cannot be used: the private key in localhost.key is not that of the certificate in localhost.pem: give the two that were made for each other (the server's own certificate comes first in its file)
