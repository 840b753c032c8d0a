--TEST--
Uploads as PHP reads them: $_FILES by its rules, is_uploaded_file() and move_uploaded_file() of the request's own, removed at its end
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('request', function ($request) {
        static $paths = [];
        $path = $_FILES['one']['tmp_name'];
        $paths[$_GET['id']] = $path;
        if (isset($_GET['alone'])) {
            echo json_encode([$_FILES, $_POST, strlen(file_get_contents('php://input')), $request->files === $_FILES, $request->post === $_POST]);
            return;
        }
        together(2);
        $others = $paths[3 - $_GET['id']];
        $to = sys_get_temp_dir() . '/peregrine-moved-' . getmypid() . $_GET['id'];
        echo json_encode([
            file_get_contents($path), is_uploaded_file($path), is_uploaded_file($others), move_uploaded_file($others, $to),
            move_uploaded_file($path, $to), file_get_contents($to), is_file($path), is_file($_FILES['list']['tmp_name'][0]),
        ]);
        unlink($to);
        note($_FILES['list']['tmp_name'][0]);
    });
});
function form(string ...$parts): string
{
    $body = implode('', array_map(fn ($part) => "--b\r\nContent-Disposition: form-data; $part\r\n", $parts)) . "--b--\r\n";
    return "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " . strlen($body) . "\r\n\r\n$body";
}
$requests = array_map(fn ($id) => "POST /?id=$id HTTP/1.1\r\nHost: a\r\n" . form(
    "name=\"one\"; filename=\"C:\\dir\\$id.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent of $id",
    "name=\"list[]\"; filename=\"a\"\r\n\r\nx",
    "name=\"field[k]\"\r\n\r\nv",
), [1, 2]);
foreach (ask_together($running, $requests) as $answer) {
    echo $answer, "\n";
}
foreach ([1, 2] as $_) {
    $path = $running->line('/');
    until(fn () => !file_exists($path), 'the file is removed');
}
$answer = $running->ask("POST /?id=3&alone HTTP/1.1\r\nHost: a\r\n" . form(
    "name=\"one\"; filename=\"\"\r\n\r\n",
    "name=\"dir[]\"; filename=\"d/e.txt\"\r\nContent-Type: x/y\r\n\r\n123",
    "name=\"v\"\r\n\r\n1",
));
echo preg_replace('~[^"]*\\\\/php\w+~', 'PATH', $answer), "\n";
echo $running->stop();
?>
--EXPECT--
200 ["content of 1",true,false,false,true,"content of 1",false,true]
200 ["content of 2",true,false,false,true,"content of 2",false,true]
200 [{"one":{"name":"","full_path":"","type":"","tmp_name":"","error":4,"size":0},"dir":{"name":["e.txt"],"full_path":["d\/e.txt"],"type":["x\/y"],"tmp_name":["PATH"],"error":[0],"size":[3]}},{"v":"1"},0,true,true]
