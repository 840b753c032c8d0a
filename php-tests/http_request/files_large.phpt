--TEST--
A large upload goes to disk piece by piece: the worker's memory does not grow with it
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['package_max_length' => 1 << 30]);
    $server->on('request', function ($request, $response) use ($server) {
        $file = $request->files['f'] ?? null;
        preg_match('/VmHWM:\s+(\d+)/', file_get_contents('/proc/self/status'), $peak);
        $response->end(json_encode([(int) $peak[1], $file ? [$file['size'], md5_file($file['tmp_name'])] : null]));
    });
});
[$before] = $running->get('/')->json();
$head = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
$block = random_bytes(1 << 20);
$length = strlen($head) + 64 * strlen($block) + strlen("\r\n--B--\r\n");
$client = $running->connect()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: $length\r\n\r\n$head");
$hash = hash_init('md5');
for ($i = 0; $i < 64; $i++) {
    $client->send($block);
    hash_update($hash, $block);
}
[$after, $file] = $client->send("\r\n--B--\r\n")->answer()->json();
var_dump($file === [64 << 20, hash_final($hash)], $after - $before < 16 * 1024);
echo $running->stop();
?>
--EXPECT--
bool(true)
bool(true)
