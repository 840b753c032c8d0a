--TEST--
option send_timeout: a client that takes nothing of its answer is reset; write() then gives false
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['send_timeout' => 0.2, 'heartbeat_check_interval' => 0.05]);
    $server->on('request', function ($request, $response) {
        for ($written = 0; $written < 1000 && $response->write(str_repeat('x', 1 << 20)); $written++);
        note(json_encode([$written < 1000, $response->isWritable()]));
    });
});
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
echo $running->line(), "\n", $running->stop();
?>
--EXPECT--
[true,false]
