--TEST--
Uploaded files live as long as their Request object, not longer
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        Peregrine\go(function () use ($request, $response) {
            Peregrine\Coroutine::sleep(0.05);
            $response->end(json_encode([file_get_contents($request->files['f']['tmp_name']), count($request->tmpfiles)]));
            note($request->files['f']['tmp_name']);
        });
    });
});
$body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nkept\r\n--B--\r\n";
echo $running->post('/', $body, "Content-Type: multipart/form-data; boundary=B\r\n")->body, "\n";
$file = $running->line();
until(fn () => !file_exists($file), 'the file to be removed');
echo $running->stop();
?>
--EXPECT--
["kept",1]
