--TEST--
A response kept by another coroutine is ended later; two keep their own
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $waiting = [];
    $server->on('request', function ($request, $response) use (&$waiting) {
        if ($request->server['path_info'] === '/release') {
            foreach ($waiting as $name => $kept) {
                $kept->end("released $name");
            }
            $waiting = [];
            return $response->end('done');
        }
        $waiting[$request->server['path_info']] = $response;
        note('kept');
    });
});
foreach (['/a', '/b'] as $target) {
    $clients[] = $running->connect()->send("GET $target HTTP/1.1\r\nHost: a\r\n\r\n");
    $running->line('kept');
}
echo $running->get('/release'), "\n";
foreach ($clients as $client) {
    echo $client->answer(), "\n", $client->get('/release'), "\n";
}
echo $running->stop();
?>
--EXPECT--
200 done
200 released /a
200 done
200 released /b
200 done
