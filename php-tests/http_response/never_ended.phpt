--TEST--
A response nobody ended is answered 500 once nobody holds it; one that had begun is cut
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $kept = null;
    $server->on('request', function ($request, $response) use (&$kept) {
        switch ($request->server['path_info']) {
            case '/keep':
                $kept = $response;
                return note('kept');
            case '/drop':
                $kept = null;
                return $response->end('dropped');
            case '/begin':
                return $response->write('begun');
        }
    });
});
echo $running->get('/')->status, "\n";
$client = $running->connect()->send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('kept');
echo $running->get('/drop'), "\n", $client->answer()->status, "\n";
$answer = $running->get('/begin');
echo $answer->body, ' ', json_encode($answer->whole), "\n", $running->stop();
?>
--EXPECT--
500
200 dropped
500
begun false
