--TEST--
option upload_tmp_dir: uploaded files are kept there while their request lasts
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$directory = sys_get_temp_dir() . '/peregrine-uploads-' . (getenv('PEREGRINE_TEST_SERVER') ? '' : '');
$running = serve(function ($server, $directory = '/nonexistent') {
    $server->set(['upload_tmp_dir' => $directory]);
    $server->on('request', function ($request, $response) {
        $file = $request->files['f'];
        $response->end(json_encode([dirname($file['tmp_name']), $file['error'], $file['size']], JSON_UNESCAPED_SLASHES));
    });
});
$form = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n--x--\r\n";
echo $running->post('/', $form, "Content-Type: multipart/form-data; boundary=x\r\n")->body, "\n";
$running->stop();
$directory .= getmypid();
mkdir($directory);
$running = $running->another($directory);
echo str_replace($directory, 'DIRECTORY', $running->post('/', $form, "Content-Type: multipart/form-data; boundary=x\r\n")->body), "\n";
until(fn () => count(scandir($directory)) === 2, 'the file to be removed');
rmdir($directory);
echo $running->stop();
?>
--EXPECT--
["",6,0]
["DIRECTORY",0,5]
