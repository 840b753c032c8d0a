--TEST--
stream_request_body: rawContent(), $post and $files wait for the rest, and other requests go on meanwhile
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['stream_request_body' => true, 'package_max_length' => 2000, 'upload_max_filesize' => 1000000]);
    $server->on('request', function ($request, $response) {
        note('begun ' . $request->server['path_info']);
        $got = match ($request->server['path_info']) {
            '/raw' => [$request->rawContent(), $request->getContent(), $request->read(3), $request->read(99), $request->read()],
            '/post' => [$request->post, $request->files, $request->rawContent()],
            '/files' => [$request->files['f']['size'], filesize($request->tmpfiles[0]), $request->post, $request->rawContent()],
            '/two' => two($request),
            default => [],
        };
        if ($response->isWritable()) {
            $response->end(json_encode($got));
        } else {
            note(json_encode($got));
        }
    });
    function two($request) {
        $channel = new Peregrine\Coroutine\Channel(2);
        Peregrine\go(function () use ($request, $channel) { $channel->push($request->post); });
        Peregrine\go(function () use ($request, $channel) { $channel->push($request->rawContent()); });
        return [$channel->pop(), $channel->pop()];
    }
});
function slowly(Running $running, string $path, string $type, array $pieces): void
{
    $client = $running->connect();
    $length = strlen(implode($pieces));
    $client->send("POST $path HTTP/1.1\r\nHost: a\r\nContent-Type: $type\r\nContent-Length: $length\r\n\r\n");
    $running->line("begun $path");
    foreach ($pieces as $piece) {
        assert($running->get('/other')->body === '[]');
        $client->send($piece);
    }
    echo $client->answer()->body, "\n";
}
slowly($running, '/raw', 'text/plain', ['hel', 'lo']);
slowly($running, '/post', 'application/x-www-form-urlencoded', ['a=1&b', '[]=2&b[]=3']);
slowly($running, '/two', 'application/x-www-form-urlencoded', ['a=', '1']);
$part = fn ($name, $body) => "--x\r\nContent-Disposition: form-data; name=$name\r\n\r\n$body\r\n";
slowly($running, '/files', 'multipart/form-data; boundary=x', [$part('a', '1'), $part('f; filename=n', str_repeat('y', 300000)), $part('b', '2'), '--x--']);
// Too long to be held, and broken.
echo $running->post('/raw', str_repeat('x', 3000)), "\n", $running->line('['), "\n";
echo $running->post('/post', 'no part', "Content-Type: multipart/form-data; boundary=x\r\n"), "\n", $running->line('['), "\n";
echo $running->stop();
?>
--EXPECT--
["hello","hello","hel","lo",""]
[{"a":"1","b":["2","3"]},null,"a=1&b[]=2&b[]=3"]
[{"a":"1"},"a=1"]
[300000,300000,{"a":"1","b":"2"},""]
413 413 Content Too Large: the body is larger than package_max_length (RFC 9110 15.5.14)
[false,false,false,false,false]
400 400 Bad Request: the multipart body is broken or has no end (RFC 2046 5.1.1)
[null,null,false]
