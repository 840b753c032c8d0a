--TEST--
At most 20 files, as PHP's max_file_uploads; a file nobody looks at is removed as well
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $directory = '/tmp') {
    $server->set(['upload_tmp_dir' => $directory]);
    $server->on('request', function ($request, $response) {
        $response->end($request->server['path_info'] === '/' ? json_encode(count($request->files['f']['name'])) : 'not looked at');
    });
});
$directory = sys_get_temp_dir() . '/peregrine-uploads-' . bin2hex(random_bytes(6));
mkdir($directory);
$running = $running->another($directory);
$body = str_repeat("--B\r\nContent-Disposition: form-data; name=\"f[]\"; filename=\"a\"\r\n\r\nx\r\n", 25) . "--B--\r\n";
foreach (['/', '/ignore'] as $target) {
    echo $running->post($target, $body, "Content-Type: multipart/form-data; boundary=B\r\n")->body, "\n";
    until(fn () => count(scandir($directory)) === 2, 'the files to be removed');
}
rmdir($directory);
echo $running->stop();
?>
--EXPECT--
20
not looked at
