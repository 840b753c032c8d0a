--TEST--
move_uploaded_file() and is_uploaded_file() take an uploaded file, no other; a moved one stays
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) use ($server) {
        $file = $request->files['f']['tmp_name'];
        $to = sys_get_temp_dir() . "/peregrine-moved-$server->port";
        $other = tempnam(sys_get_temp_dir(), 'other');
        $result = [is_uploaded_file($file), is_uploaded_file($other), move_uploaded_file($other, "$other.moved")];
        unlink($other);
        $result[] = move_uploaded_file($file, $to);
        $result[] = is_uploaded_file($file);
        $response->end(json_encode($result));
    });
});
$body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nstays\r\n--B--\r\n";
echo $running->post('/', $body, "Content-Type: multipart/form-data; boundary=B\r\n")->body, "\n";
$moved = sys_get_temp_dir() . "/peregrine-moved-$running->port";
echo $running->stop(), file_get_contents($moved), "\n";
unlink($moved);
?>
--EXPECT--
[true,false,false,true,false]
stays
