--TEST--
option max_wait_time: a worker that does not end is killed after it; the server still ends
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['max_wait_time' => 0.3]);
    $server->on('request', function () {
        note('blocked');
        while (true);
    });
});
$running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('blocked');
$began = microtime(true);
$running->signal(15);
$status = $running->wait();
var_dump($status, microtime(true) - $began >= 0.25, (bool) preg_match('/signal 9|killed/', $running->log()));
?>
--EXPECT--
int(0)
bool(true)
bool(true)
