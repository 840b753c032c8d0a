--TEST--
TLS: a client that leaves cancels its request, also between two writes, or is told by isWritable(); request_timeout answers 504; over both versions
--SKIPIF--
<?php extension_loaded('openssl') or die('skip the test makes certificates with openssl'); ?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/certificate.php';
require __DIR__ . '/../include/leaving.php';

$directory = certificates('localhost');
$running = serve(function ($server, $cancels = true, $seconds = 0) use ($directory) {
    $server->set(['ssl_cert_file' => "$directory/localhost.pem", 'ssl_key_file' => "$directory/localhost.key"]);
    leaving($server, $cancels, $seconds);
}, fn () => new Peregrine\Http\Server('127.0.0.1', 0, Peregrine\BASE, Peregrine\SOCK_TCP | Peregrine\SSL));

/** A curl that waits for $path, and is killed once the request is there. */
function leave(Running $running, string $version, string $path): void
{
    $curl = proc_open(['curl', '-sk', '-m', '20', $version, "https://127.0.0.1:$running->port$path"], [], $pipes);
    $running->line('in');
    proc_terminate($curl, 9);
}
foreach (['--http1.1', '--http2'] as $version) {
    foreach (['/wait', '/begun'] as $path) {
        leave($running, $version, $path);
        echo gone($running), "\n";
    }
}
$running->stop();
$running = $running->another(false);
foreach (['--http1.1', '--http2'] as $version) {
    leave($running, $version, '/watch');
    echo $running->line('not writable'), "\n";
}
$running->stop();
$running = $running->another(false, 0.2);
foreach (['--http1.1', '--http2'] as $version) {
    late($running, "-k $version", "https://127.0.0.1:$running->port");
}
$running->stop();
?>
--EXPECT--
cancelled, finally
cancelled, finally
cancelled, finally
cancelled, finally
not writable
not writable
504 504 Gateway Timeout
cancelled, finally
200 a piece (cut)
cancelled, finally
200 here
504 504 Gateway Timeout
cancelled, finally
200 a piece (cut)
cancelled, finally
200 here
