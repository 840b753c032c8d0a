<?php
/**
 * The server that `reload-load` asks while it reloads: php -d extension=… bench/reload-server.php PORT [CERTIFICATE KEY]
 * Two workers, HTTP/1.1 and HTTP/2 on one port. Every answer begins with the worker's process id; /count tells how many
 * requests were begun by all workers there ever were.
 */
declare(strict_types=1);

use Peregrine\{Atomic, Coroutine};
use Peregrine\Http\{Request, Response, Server};

[, $port, $certificate, $key] = $argv + [null, 9501, null, null];
$server = new Server('127.0.0.1', (int) $port, Peregrine\BASE, Peregrine\SOCK_TCP | ($key ? Peregrine\SSL : 0));
$server->set(['worker_num' => 2, 'open_http2_protocol' => true, 'log_level' => Peregrine\LOG_WARNING]);
$server->set(['max_wait_time' => 60]); // a load that gets no CPU for a while must not lose its idle connections meanwhile
$key && $server->set(['ssl_cert_file' => $certificate, 'ssl_key_file' => $key]);
$begun = new Atomic();

$server->on('request', function (Request $request, Response $response) use ($begun): void {
    $path = $request->server['path_info'];
    if ($path === '/count') {
        $response->end((string) $begun->get());
        return;
    }
    $begun->add(1);
    $pid = getmypid() . "\n";
    if ($path === '/later') {
        Coroutine::sleep(0.02);
    } elseif ($path === '/pieces') {
        $response->write($pid);
        Coroutine::sleep(0.005);
        $response->write("more\n");
        $pid = "the end\n";
    }
    $response->end($path === '/body' ? $pid . $request->rawContent() : $pid);
});
$server->start();
