--TEST--
option upload_tmp_dir: uploaded files are kept there while their request lasts; one that cannot be used is refused, one that is gone later is said
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/caught.php';
$running = serve(function ($server, $directory = '/tmp') {
    $server->set(['upload_tmp_dir' => $directory]);
    $server->on('request', function ($request, $response) {
        $file = $request->files['f'];
        $response->end(json_encode([dirname($file['tmp_name']), $file['error'], $file['size']], JSON_UNESCAPED_SLASHES));
    });
});
$running->stop();
foreach (['/nonexistent', __FILE__, ''] as $wrong) {
    $server = new Peregrine\Http\Server('127.0.0.1', 0);
    $server->on('request', fn () => null);
    ob_start();
    caught(fn () => $server->set(['upload_tmp_dir' => $wrong]) && $server->start());
    echo str_replace(__FILE__, 'FILE', ob_get_clean());
}
$form = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n--x--\r\n";
$directory = sys_get_temp_dir() . '/peregrine-uploads-' . bin2hex(random_bytes(6));
mkdir($directory);
$running = $running->another($directory);
echo str_replace($directory, 'DIRECTORY', $running->post('/', $form, "Content-Type: multipart/form-data; boundary=x\r\n")->body), "\n";
until(fn () => count(scandir($directory)) === 2, 'the file to be removed');
rmdir($directory);
echo $running->post('/', $form, "Content-Type: multipart/form-data; boundary=x\r\n")->body, "\n";
echo $running->stop();
?>
--EXPECTF--
Peregrine\Exception: option 'upload_tmp_dir' must be a directory that uploaded files can be written to, /nonexistent: %s
Peregrine\Exception: option 'upload_tmp_dir' must be a directory that uploaded files can be written to, FILE: %s
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'upload_tmp_dir' must be a path, '' given: leave it out for the default
["DIRECTORY",0,5]
["",6,0]
