--TEST--
echo in a request goes to the server's output, not to the client; ob_start() keeps it
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        echo "to the console\n";
        ob_start();
        echo 'kept ';
        Peregrine\Coroutine::sleep(0.01);
        echo $request->get['n'];
        $response->end(ob_get_clean());
    });
});
for ($i = 0; $i < 3; $i++) {
    $clients[] = $running->connect()->send("GET /?n=$i HTTP/1.1\r\nHost: a\r\n\r\n");
}
foreach ($clients as $client) {
    echo $client->answer(), "\n";
}
echo $running->stop();
?>
--EXPECT--
200 kept 0
200 kept 1
200 kept 2
to the console
to the console
to the console
