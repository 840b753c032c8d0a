--TEST--
read() gives a body piece by piece while it arrives; the callback has begun when its head was there
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['stream_request_body' => true]);
    $server->on('request', function ($request, $response) {
        note('begun');
        $sizes = [];
        while (($piece = $request->read(6)) !== '') {
            $sizes[] = strlen($piece);
            note("read $piece");
        }
        $response->end(json_encode([$sizes, $request->read(), @$request->rawContent(), isset($response->fd)]));
    });
});
$client = $running->connect();
foreach (["Content-Length: 11", "Transfer-Encoding: chunked"] as $framing) {
    $client->send("POST / HTTP/1.1\r\nHost: a\r\n$framing\r\n\r\n");
    echo $running->line('begun'), "\n";
    foreach ($framing === 'Content-Length: 11' ? ['hello', ' world'] : ["5\r\nhello\r\n", "6\r\n world\r\n0\r\n\r\n"] as $piece) {
        $client->send($piece);
        echo $running->line('read'), "\n";
    }
    echo $client->answer()->body, "\n";
}
// Without waiting, when it is all there.
echo $running->post('/', 'a body that is there')->body, "\n";
echo $running->get('/')->body, "\n", $running->stop();
?>
--EXPECT--
begun
read hello
read  world
[[5,6],"",false,true]
begun
read hello
read  world
[[5,6],"",false,true]
[[6,6,6,2],"","a body that is there",true]
[[],"","",true]
