--TEST--
end(): the whole body with its length; nothing; large; binary
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $bodies = ['/none' => fn () => $response->end(), '/null' => fn () => $response->end(null), '/empty' => fn () => $response->end(''),
            '/large' => fn () => $response->end(str_repeat("0123456789abcdef", 1 << 16)), '/binary' => fn () => $response->end("\0\xff\r\n")];
        note(json_encode($bodies[$request->server['path_info']]()));
    });
});
$client = $running->connect();
foreach (['/none', '/null', '/empty', '/large', '/binary'] as $target) {
    $answer = $client->get($target);
    echo $answer->status, ' ', $answer->field('content-length'), ' ', strlen($answer->body) > 20 ? md5($answer->body) === md5(str_repeat("0123456789abcdef", 1 << 16)) : bin2hex($answer->body), ' ', $running->line(), "\n";
}
try {
    (new ReflectionMethod(Peregrine\Http\Response::class, 'end'))->invoke(new stdClass());
} catch (ReflectionException $e) {
    echo $e->getMessage(), "\n";
}
echo $running->stop();
?>
--EXPECT--
200 0  true
200 0  true
200 0  true
200 1048576 1 true
200 4 00ff0d0a true
Given object is not an instance of the class this method was declared in
