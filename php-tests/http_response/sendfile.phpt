--TEST--
sendfile(): whole, from an offset, a length; its type; what cannot be sent gives false and a warning
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) use ($server) {
        set_error_handler(fn ($n, $text) => note($text));
        $file = sys_get_temp_dir() . "/peregrine-sendfile-$server->port.txt";
        $given = json_decode($request->get['a'] ?? '[]');
        if (($request->get['f'] ?? '') !== '') {
            $file = $request->get['f'];
        }
        if (isset($request->get['t'])) {
            $response->header('Content-Type', $request->get['t']);
        }
        try {
            $sent = $response->sendfile($file, ...$given);
        } catch (ValueError $e) {
            note($e->getMessage());
            $sent = null;
        }
        if (!$sent) {
            $response->end('instead');
        }
        note(json_encode($sent));
    });
});
$fifo = sys_get_temp_dir() . "/peregrine-sendfile-$running->port.fifo";
shell_exec("mkfifo $fifo");
$file = sys_get_temp_dir() . "/peregrine-sendfile-$running->port.txt";
file_put_contents($file, str_repeat('0123456789', 100_000));
$client = $running->connect();
foreach (['', 'a=[5]', 'a=[5,3]', 'a=[999990,10]', 'a=[1000000]', 't=image/x', 'a=[1000001]', 'a=[999990,11]', 'a=[-1]', 'a=[0,-1]', 'f=/nonexistent', 'f=/tmp', 'f=%00x', "f=$fifo"] as $query) {
    $answer = $client->get("/?$query");
    $body = strlen($answer->body) > 20 ? strlen($answer->body) . ' bytes ' . substr($answer->body, 0, 3) : $answer->body;
    $query = str_replace($fifo, 'FIFO', $query);
    echo "[$query] $answer->status ", $answer->field('content-length'), ' ', $answer->field('content-type'), " $body\n";
    do {
        $line = $running->line();
        echo '  ', preg_replace('#/\S*peregrine-sendfile-\d+\.fifo#', 'FIFO', $line), "\n";
    } while (!in_array($line, ['true', 'false', 'null']));
}
unlink($file);
unlink($fifo);
echo $running->stop();
?>
--EXPECT--
[] 200 1000000 text/plain 1000000 bytes 012
  true
[a=[5]] 200 999995 text/plain 999995 bytes 567
  true
[a=[5,3]] 200 3 text/plain 567
  true
[a=[999990,10]] 200 10 text/plain 0123456789
  true
[a=[1000000]] 200 0 text/plain 
  true
[t=image/x] 200 1000000 image/x 1000000 bytes 012
  true
[a=[1000001]] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): offset and length reach beyond the file's 1000000 bytes
  false
[a=[999990,11]] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): offset and length reach beyond the file's 1000000 bytes
  false
[a=[-1]] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): Argument #2 ($offset) must not be negative
  null
[a=[0,-1]] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): Argument #3 ($length) must not be negative
  null
[f=/nonexistent] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): /nonexistent cannot be read: No such file or directory (os error 2)
  false
[f=/tmp] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): /tmp is not a file
  false
[f=%00x] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): Argument #1 ($filename) must not contain any null bytes
  null
[f=FIFO] 200 7 text/html instead
  Peregrine\Http\Response::sendfile(): FIFO is not a file
  false
