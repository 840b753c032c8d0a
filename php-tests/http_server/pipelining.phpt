--TEST--
Pipelined requests are answered in order, also when a later one is done earlier
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $path = $request->server['path_info'];
        if ($path === '/slow') {
            Peregrine\Coroutine::sleep(0.05);
        }
        $response->end($path . $request->rawContent());
    });
});
$client = $running->connect();
$client->send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" . "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nHELLO" . str_repeat("GET /c HTTP/1.1\r\nHost: a\r\n\r\n", 100));
for ($i = 0; $i < 102; $i++) {
    $answers[] = $client->answer()->body;
}
echo json_encode(array_count_values($answers), JSON_UNESCAPED_SLASHES), "\n", $running->stop();
?>
--EXPECT--
{"/slow":1,"/bHELLO":1,"/c":100}
