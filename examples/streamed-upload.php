<?php
/** Uploads of any length, read while they arrive: php -d extension=peregrine examples/streamed-upload.php, then http://127.0.0.1:9501/ */
declare(strict_types=1);

use Peregrine\Http\{Request, Response, Server};

$server = new Server('127.0.0.1', 9501);
$server->set([
    'stream_request_body' => true,      // the callback is called before the body has arrived
    'stream_max_length' => 10 << 30,    // 413 above
]);

$server->on('start', function (Server $server): void {
    echo "http://{$server->host}:{$server->port}, Ctrl-C ends it\n";
});

$server->on('request', function (Request $request, Response $response): void {
    match ([$request->getMethod(), $request->server['path_info']]) {
        ['GET', '/'] => $response->end(page()),
        ['PUT', '/upload'] => upload($request, $response),
        // Who asks for the whole waits until it is there (at most package_max_length).
        ['POST', '/echo'] => $response->end($request->rawContent()),
        default => $response->status(404) && $response->end("no such page\n"),
    };
});

$server->start();

/** One piece is in memory at a time: a client that sends faster than this reads is held back. */
function upload(Request $request, Response $response): void
{
    $hash = hash_init('sha256');
    $length = 0;
    while (($piece = $request->read()) !== '') {
        if ($piece === false) {
            return; // the client is gone, or was refused
        }
        hash_update($hash, $piece);
        $length += strlen($piece);
    }
    $response->header('Content-Type', 'application/json');
    $response->end(json_encode(['length' => $length, 'sha256' => hash_final($hash)]) . "\n");
}

function page(): string
{
    return <<<'HTML'
    <!doctype html>
    <meta charset="utf-8">
    <title>Upload</title>
    <style>body { font: 1.2rem/1.6 system-ui; margin: 4rem auto; max-width: 40rem } pre { white-space: pre-wrap; word-break: break-all }</style>
    <h1>Upload</h1>
    <p><input type="file" id="file"> <progress id="progress" value="0" max="1"></progress>
    <pre id="answer"></pre>
    <script>
      document.getElementById('file').onchange = event => {
        const request = new XMLHttpRequest();
        request.upload.onprogress = part => document.getElementById('progress').value = part.loaded / part.total;
        request.onload = () => document.getElementById('answer').textContent = request.responseText;
        request.open('PUT', '/upload');
        request.send(event.target.files[0]);
      };
    </script>
    HTML;
}
