--TEST--
detach() and create(): another coroutine, a timer, finds the response again by its fd
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Response;
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) use ($server) {
        if ($request->server['path_info'] === '/missing') {
            return $response->end(json_encode([Response::create(12345), Response::create($server, $request->fd), Response::create()]));
        }
        if ($request->server['path_info'] === '/after') {
            // The number is first asked for when it is detached.
            $response->detach();
            return Response::create($response->fd)->end(json_encode($response->fd === $request->fd));
        }
        $fd = $response->fd;
        $response->header('X-Early', 'kept');
        $detached = $response->detach();
        note(json_encode([$fd === $request->fd, $fd > 0, $detached, $response->isWritable(), @$response->end('too early'), $response->detach()]));
        Peregrine\Timer::after(10, function () use ($fd, $server) {
            $again = Response::create($server, $fd);
            $again->header('X-Late', 'set');
            $again->write('from a ');
            $third = Response::create($fd);
            $again->end('timer');
            note(json_encode([$again instanceof Response, Response::create($fd), $third?->isWritable()]));
        });
    });
});
$client = $running->connect();
$answer = $client->get('/');
echo $answer, ' ', $answer->field('x-late'), "\n", $running->line(), "\n", $running->line(), "\n";
echo $client->get('/after')->body, "\n", $client->get('/missing')->body, "\n", $running->stop();
?>
--EXPECT--
200 from a timer set
[true,true,true,false,false,false]
[true,false,false]
true
[false,false,false]
