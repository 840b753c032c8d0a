--TEST--
204 and 304 have no body whatever is written, and the next answer is in its place
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->status((int) substr($request->server['path_info'], 1, 3));
        if (strlen($request->server['path_info']) > 4) {
            $response->write('nobody reads this');
        }
        $response->end('body');
    });
});
$client = $running->connect();
foreach (['/204', '/304', '/204w', '/304w', '/200'] as $target) {
    $answer = $client->get($target);
    echo $answer, ' ', json_encode([$answer->field('content-length'), $answer->field('transfer-encoding')]), "\n";
}
echo $running->stop();
?>
--EXPECT--
204  [null,null]
304  [null,null]
204  [null,null]
304  [null,null]
200 body ["4",null]
