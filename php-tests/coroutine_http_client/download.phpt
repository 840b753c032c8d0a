--TEST--
download(): into a file, the rest of a file, and what leaves the file alone
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Http\Client;
use function Peregrine\run;

$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $whole = str_repeat('0123456789', 100_000);
        if ($request->server['path_info'] !== '/file') {
            $response->status(404);
            $response->end('not here');
        } elseif (preg_match('/^bytes=(\d+)-$/', $request->header['range'] ?? '', $match) && $request->get === null) {
            $response->status(206);
            $response->header('Content-Range', "bytes $match[1]-999999/1000000");
            $response->end(substr($whole, (int) $match[1]));
        } else {
            $response->end($whole);
        }
    });
});
$file = tempnam(sys_get_temp_dir(), 'peregrine-download-');
run(function () use ($running, $file) {
    $client = new Client('127.0.0.1', $running->port);
    $client->set(['package_max_length' => 1000]);
    file_put_contents($file, 'old');
    var_dump($client->download('/none', $file), $client->statusCode, $client->body, file_get_contents($file));
    var_dump($client->download('/file', $file), $client->statusCode, $client->body, filesize($file));
    file_put_contents($file, substr(file_get_contents($file), 0, 123_456));
    var_dump($client->download('/file', $file, 123_456), $client->statusCode);
    var_dump(file_get_contents($file) === str_repeat('0123456789', 100_000));
    // A server that sends everything again does not spoil what is there.
    var_dump($client->download('/file?whole', $file, 500), $client->errCode, $client->errMsg, filesize($file));
    var_dump($client->download('/file', '/nowhere/file'), $client->statusCode, $client->errCode, $client->errMsg);
    try {
        $client->download('/file', "a\0b");
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
    try {
        $client->download('/file', $file, -1);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
});
unlink($file);
echo $running->stop();
?>
--EXPECT--
bool(true)
int(404)
string(8) "not here"
string(3) "old"
bool(true)
int(200)
string(0) ""
int(1000000)
bool(true)
int(206)
bool(true)
bool(false)
int(7102)
string(84) "the rest from byte 500 on was asked for, but the answer is 200 with Content-Range ''"
int(1000000)
bool(false)
int(-3)
int(2)
string(58) "open /nowhere/file: No such file or directory (os error 2)"
Peregrine\Coroutine\Http\Client::download(): Argument #2 ($file) must be a path without NUL bytes
Peregrine\Coroutine\Http\Client::download(): Argument #3 ($offset) must not be negative
