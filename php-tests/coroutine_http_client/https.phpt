--TEST--
https: the certificate is checked against the system's authorities or a file, and for the name
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/origin.inc';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

[$authority, $certificate] = certificate('DNS:localhost');
[$other] = certificate('DNS:localhost');

run(function () use ($authority, $certificate, $other) {
    $serve = function (Peer $peer) {
        while ($peer->head() !== null) {
            $peer->write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        }
    };
    $port = origin(9, $serve, ['local_cert' => $certificate]);
    $ask = function (string $host, array $settings) use ($port) {
        $client = new Client($host, $port, true);
        $client->set($settings);
        for ($i = 0; $i < 2; $i++) {
            if (!$client->get('/')) {
                preg_match("/'ssl_\w+'/", $client->errMsg, $option); // the rest is the TLS library's
                echo "$client->statusCode $client->errCode, see ", $option[0] ?? 'nothing', "\n";
                return;
            }
        }
        echo "$client->statusCode $client->body ", $client->connected ? "kept\n" : "closed\n";
    };
    $ask('localhost', ['ssl_cafile' => $authority]);
    $ask('localhost', []);
    $ask('localhost', ['ssl_cafile' => $other]);
    $ask('127.0.0.1', ['ssl_cafile' => $authority]);
    $ask('127.0.0.1', ['ssl_cafile' => $authority, 'ssl_host_name' => 'localhost']);
    $ask('localhost', ['ssl_cafile' => $authority, 'ssl_host_name' => 'example.org']);
    $ask('127.0.0.1', ['ssl_verify_peer' => false]);
    $ask('localhost', ['ssl_cafile' => '/nowhere/ca.pem']);

    $client = new Client('localhost', $port, true);
    $client->set(['ssl_verify_peer' => false]);
    var_dump($client->get('/'), $client->connected, $client->set(['ssl_verify_peer' => true]), $client->connected);
});
?>
--EXPECT--
200 secret kept
-1 1014, see 'ssl_cafile'
-1 1014, see 'ssl_cafile'
-1 1014, see 'ssl_host_name'
200 secret kept
-1 1014, see 'ssl_host_name'
200 secret kept
-1 1014, see 'ssl_cafile'
bool(true)
bool(true)
bool(true)
bool(false)
