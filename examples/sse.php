<?php
/** A page that a server keeps up to date: php -d extension=peregrine examples/sse.php, then look at http://127.0.0.1:9501/ */
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Http\{Request, Response, Server};

$server = new Server('127.0.0.1', 9501);

$server->on('start', function (Server $server): void {
    echo "http://{$server->host}:{$server->port}, Ctrl-C ends it\n";
});

$server->on('request', function (Request $request, Response $response): void {
    match ($request->server['path_info']) {
        '/' => $response->end(page()),
        '/events' => events($request, $response),
        default => $response->status(404) && $response->end("no such page\n"),
    };
});

$server->start();

/** Server-sent events (WHATWG HTML 9.2): each write() is on its way when it returns; a client that is slow parks only this coroutine. */
function events(Request $request, Response $response): void
{
    $response->header('Content-Type', 'text/event-stream');
    $response->header('Cache-Control', 'no-store');
    // The browser says where it was when it comes back.
    $number = (int) ($request->header['last-event-id'] ?? 0);
    while ($response->isWritable()) {
        $number++;
        $data = json_encode(['number' => $number, 'time' => date('H:i:s'), 'coroutines' => count(iterator_to_array(Coroutine::list()))]);
        $response->write("id: $number\ndata: $data\n\n");
        Coroutine::sleep(1.0);
    }
}

function page(): string
{
    return <<<'HTML'
    <!doctype html>
    <meta charset="utf-8">
    <title>Server-sent events</title>
    <style>body { font: 1.2rem/1.6 system-ui; margin: 4rem auto; max-width: 30rem } output { font-variant-numeric: tabular-nums }</style>
    <h1>Server-sent events</h1>
    <p>Event <output id="number">–</output> at <output id="time">–</output>,
       <output id="coroutines">–</output> coroutine(s) in this worker.
    <p id="state">connecting …
    <script>
      const show = (id, text) => document.getElementById(id).textContent = text;
      const events = new EventSource('/events');
      events.onopen = () => show('state', 'connected');
      events.onerror = () => show('state', 'the connection was lost, trying again …');
      events.onmessage = event => Object.entries(JSON.parse(event.data)).forEach(([id, text]) => show(id, text));
    </script>
    HTML;
}
