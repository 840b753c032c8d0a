<?php
/**
 * A page on which everybody's uploads appear as they arrive: php -d extension=peregrine examples/uploads.php
 * [certificate.pem key.pem], then http://127.0.0.1:9501/ in two windows. With a certificate it is HTTPS and HTTP/2.
 */
declare(strict_types=1);

use Peregrine\{Atomic, Coroutine, Table};
use Peregrine\Http\{Request, Response, Server};

/** How many uploads a page may have missed. */
const KEPT = 500;

[, $certificate, $key] = $argv + [null, null, null];
$server = new Server('127.0.0.1', 9501, Peregrine\BASE, Peregrine\SOCK_TCP | ($key ? Peregrine\SSL : 0));
$server->set([
    'worker_num' => 2,
    'open_http2_protocol' => true,
    'upload_max_filesize' => 64 << 20,      // files go to disk as they arrive, not through memory
    'http_compression' => true,
]);
$key && $server->set(['ssl_cert_file' => $certificate, 'ssl_key_file' => $key]);

// All workers see the same list.
$count = new Atomic();
$uploads = new Table(2 * KEPT);
$uploads->column('number', Table::TYPE_INT);
$uploads->column('name', Table::TYPE_STRING, 128);
$uploads->column('size', Table::TYPE_INT);
$uploads->column('sha256', Table::TYPE_STRING, 64);
$uploads->create();

$server->on('start', function (Server $server) use ($key): void {
    echo $key ? 'https' : 'http', "://{$server->host}:{$server->port}, Ctrl-C ends it\n";
});

$server->on('request', function (Request $request, Response $response) use ($count, $uploads): void {
    match ([$request->server['request_method'], $request->server['path_info']]) {
        ['GET', '/'], ['HEAD', '/'] => page($response),
        ['POST', '/'] => upload($request, $response, $count, $uploads),
        ['GET', '/events'] => events($request, $response, $count, $uploads),
        default => $response->status(404) && $response->end("no such page\n"),
    };
});

$server->start();

/** Takes a file, and tells what arrived. */
function upload(Request $request, Response $response, Atomic $count, Table $uploads): void
{
    $response->header('Content-Type', 'application/json');
    $file = $request->files['file'] ?? ['error' => UPLOAD_ERR_NO_FILE];
    if ($file['error'] !== UPLOAD_ERR_OK) {
        $response->status(400);
        $response->end(json_encode(['error' => $file['error']]) . "\n");
        return;
    }
    $sum = hash_file('sha256', $file['tmp_name']);
    $row = ['number' => $count->add(), 'name' => substr($file['name'], 0, 128), 'size' => $file['size'], 'sha256' => $sum];
    $uploads->set((string) ($row['number'] % KEPT), $row);
    $response->end(json_encode($row, JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
}

/** Server-sent events: what came since the one the browser has seen last. */
function events(Request $request, Response $response, Atomic $count, Table $uploads): void
{
    $response->header('Content-Type', 'text/event-stream');
    $response->header('Cache-Control', 'no-store');
    $response->write(": hello\n\n");
    $seen = (int) ($request->header['last-event-id'] ?? $count->get());
    while ($response->isWritable()) {
        $seen = max($seen, $count->get() - KEPT);
        // Another worker may have its number, and not its row yet.
        while (($uploads->get((string) (($seen + 1) % KEPT), 'number') ?: 0) === $seen + 1) {
            $row = $uploads->get((string) (++$seen % KEPT));
            $response->write("id: $seen\ndata: " . json_encode($row, JSON_INVALID_UTF8_SUBSTITUTE) . "\n\n");
        }
        Coroutine::sleep(0.1);
    }
}

function page(Response $response): void
{
    $response->header('Content-Type', 'text/html; charset=utf-8');
    $response->end(<<<'HTML'
    <!doctype html>
    <meta charset="utf-8">
    <title>Uploads</title>
    <style>body { font: 1.1rem/1.6 system-ui; margin: 4rem auto; max-width: 44rem } code { font-size: .7rem; overflow-wrap: anywhere }</style>
    <h1>Uploads</h1>
    <form><input type="file" name="file"> <button>Upload</button> <output id="said"></output></form>
    <p id="state">connecting …
    <ol id="list"></ol>
    <script>
      const byId = id => document.getElementById(id);
      document.forms[0].onsubmit = async event => {
        event.preventDefault();
        try {
          const answer = await fetch('/', { method: 'POST', body: new FormData(event.target) });
          byId('said').textContent = `${answer.status}, ${JSON.stringify(await answer.json())}`;
        } catch (error) {
          byId('said').textContent = error;
        }
      };
      const events = new EventSource('/events');
      events.onopen = () => byId('state').textContent = 'connected';
      events.onerror = () => byId('state').textContent = 'the connection was lost, trying again …';
      events.onmessage = event => {
        const { name, size, sha256 } = JSON.parse(event.data);
        const line = document.createElement('li'), code = document.createElement('code');
        code.textContent = sha256;
        line.append(`${name}, ${size} bytes `, code);
        byId('list').append(line);
      };
    </script>
    HTML);
}
