--TEST--
detach() in one worker, Response::create() in another one or a user process: head, pieces, file, trailer, client gone, what is not there
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Response;
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->addProcess(new Peregrine\Process(function () {
        while (true) {
            Peregrine\Coroutine::sleep(1);
        }
    }));
    $server->on('pipeMessage', function ($server, $from, $message) {
        [$path, $fd] = $message;
        $response = Response::create($server, $fd);
        if (!$response) {
            return note("there is none");
        }
        switch ($path) {
            case '/end':
                $response->status(201, 'Made');
                $response->header('X-From', [(string) ($server->getWorkerId() !== $from), 'b']);
                $response->cookie('a', 'b');
                $ended = $response->end('from elsewhere');
                return note(json_encode([$response->fd === $fd, $ended, @$response->end('twice'), $response->isWritable(), Response::create($server, $fd)]));
            case '/pieces':
                $response->trailer('X-Sum', '3');
                $seen = [$response->write('a'), @$response->status(404), $response->isWritable(), $response->write(str_repeat('b', 300_000))];
                return note(json_encode([...$seen, $response->end('c')]));
            case '/file':
                return note(json_encode([@$response->sendfile('/no/such/file'), @$response->sendfile(__FILE__, 1 << 30), $response->sendfile(__FILE__)]));
            case '/redirect':
                return note(json_encode($response->redirect('/there', 307)));
            case '/slow':
                for ($i = 0; $i < 100 && $response->write(str_repeat('x', 1 << 20)); $i++) {
                    note("wrote $i");
                }
                // Without a warning: that clients leave is life.
                $response->end('more');
                return note($i < 100 ? 'the client left' : 'all written');
            case '/again':
                unset($response);
                return note(json_encode(Response::create($server, $fd)->end('second')));
        }
    });
    $server->on('request', function ($request, $response) use ($server) {
        $path = $request->server['path_info'];
        $to = ($request->get['to'] ?? '') === 'process' ? 2 : 1 - $server->getWorkerId();
        $fd = $path === '/none' ? $request->fd + (1 << 24) : $request->fd;
        $response->detach();
        $server->sendMessage([$path, $fd], $to);
    });
});
foreach (['/end', '/end?to=process', '/pieces', '/file', '/redirect', '/again'] as $target) {
    $answer = $running->get($target);
    echo "$answer->status $answer->reason ", strlen($answer->body), ' ', substr($answer->body, 0, 5), ' ', json_encode(array_intersect_key($answer->fields,
        ['x-from' => 1, 'set-cookie' => 1, 'content-type' => 1, 'location' => 1])), "\n", $running->line(), "\n";
}
$client = $running->connect()->send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
$wrote = 0;
try {
    while (true) {
        $running->line('wrote', 0.3);
        $wrote++;
    }
} catch (Exception) {
}
echo $wrote < 40 ? "the slow client parks the writer of another worker\n" : "$wrote written\n";
$client->close();
echo $running->line('the'), "\n";
$running->connect()->send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
echo $running->line('there'), "\n";
echo $running->stop();
?>
--EXPECTF--
201 Made 14 from  {"x-from":["1","b"],"content-type":["text\/html"],"set-cookie":["a=b; path=\/"]}
[true,true,false,false,false]
201 Made 14 from  {"x-from":["1","b"],"content-type":["text\/html"],"set-cookie":["a=b; path=\/"]}
[true,true,false,false,false]
200 OK 300002 abbbb {"content-type":["text\/html"]}
[true,false,true,true,true]
200 OK %d <?php {"content-type":["application\/x-httpd-php"]}
[false,false,true]
307 Temporary Redirect 0  {"location":["\/there"],"content-type":["text\/html"]}
true
200 OK 6 secon {"content-type":["text\/html"]}
true
the slow client parks the writer of another worker
the client left
there is none
