--TEST--
request_timeout answers 504 and cancels the request where it waits; a begun answer is cut; one kept beyond the callback, too; quick and detached requests are not touched
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

$running = serve(function ($server) {
    $server->set(['request_timeout' => 0.2 * PACE]);
    $go = new Coroutine\Channel(1);
    $server->on('request', function ($request, $response) use ($go) {
        if (in_array($request->server['path_info'], ['/quick', '/go'])) {
            $request->server['path_info'] === '/go' && $go->push(true);
            return $response->end('quick');
        }
        if ($request->server['path_info'] === '/begun') {
            $response->write('a piece');
        }
        if ($request->server['path_info'] === '/kept') {
            return Coroutine::create(function () use ($response, $go) {
                $go->pop();
                note('kept: ' . json_encode(@$response->end('late')));
            });
        }
        if ($request->server['path_info'] === '/detached') {
            $fd = $response->fd;
            $response->detach();
            return Peregrine\Timer::after(1000, fn () => Peregrine\Http\Response::create($fd)->end('in its own time'));
        }
        try {
            Coroutine::sleep(60);
        } catch (Coroutine\CanceledException) {
            note('cancelled');
            Coroutine::sleep(0.3 * PACE);
            note('once');
        } finally {
            note('finally');
        }
    });
});
$answer = $running->get('/slow');
echo $answer->status, ' ', trim($answer->body), "\n";
echo $running->line(), ', ', $running->line(), ', ', $running->line(), "\n";
$client = $running->connect()->send("GET /begun HTTP/1.1\r\nHost: a\r\n\r\n");
$text = $client->rest();
var_dump(str_contains($text, "7\r\na piece\r\n"), str_ends_with($text, "0\r\n\r\n"));
echo $running->get('/quick')->body, "\n";
echo $running->get('/kept'), "\n", $running->get('/go')->body, ' ', $running->line('kept'), "\n";
echo $running->get('/detached'), "\n";
$running->stop();
?>
--EXPECT--
504 504 Gateway Timeout
cancelled, once, finally
bool(true)
bool(false)
quick
504 504 Gateway Timeout
quick kept: false
200 in its own time
