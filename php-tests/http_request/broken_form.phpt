--TEST--
A broken multipart body is 400, one that is too long 413
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['package_max_length' => 2000]);
    $server->on('request', fn ($request, $response) => $response->end('fine'));
});
$type = "Content-Type: multipart/form-data; boundary=B\r\n";
echo $running->post('/', "--B\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nno end", $type)->status, "\n";
echo $running->post('/', 'x', "Content-Type: multipart/form-data\r\n")->status, "\n";
echo $running->post('/', str_repeat('x', 3000), $type)->status, "\n", $running->stop();
?>
--EXPECT--
400
400
413
