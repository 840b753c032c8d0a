--TEST--
option upload_max_filesize: a longer file has error 1, beyond package_max_length
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['upload_max_filesize' => 5000, 'package_max_length' => 2000]);
    $server->on('request', fn ($request, $response) => $response->end(json_encode([$request->files['f']['error'], $request->files['f']['size'], $request->files['f']['tmp_name'] === ''])));
});
$form = fn ($size) => "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\n" . str_repeat('a', $size) . "\r\n--x--\r\n";
foreach ([5000, 5001, 8000] as $size) {
    $answer = $running->post('/', $form($size), "Content-Type: multipart/form-data; boundary=x\r\n");
    echo $answer->status === 200 ? $answer : $answer->status, "\n";
}
echo $running->stop();
?>
--EXPECT--
200 [0,5000,false]
200 [1,0,true]
413
