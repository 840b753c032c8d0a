--TEST--
stream_request_body with request_state: php://input gives a body while it arrives, to each request its own; forms are there before
--FILE--
<?php
require __DIR__ . '/../include/server.php';

$running = serve(function ($server) {
    $server->set(['request_state' => true, 'stream_request_body' => true, 'package_max_length' => 1024]);
    $server->on('request', function ($request) {
        $id = $_GET['id'] ?? '';
        note("begun$id");
        switch ($request->server['path_info']) {
            case '/pieces':
                $input = fopen('php://input', 'r');
                while (($piece = fread($input, 8192)) !== '') {
                    note("read$id $piece");
                }
                rewind($input);
                echo json_encode([feof($input), stream_get_contents($input), file_get_contents('php://input'), $request->read(), $_POST, $_GET, $_SERVER['CONTENT_TYPE']]);
                break;
            case '/both':
                $input = fopen('php://input', 'r');
                echo json_encode([$request->read(2), fread($input, 3), $request->read(2), fgets($input), @$request->rawContent(), $request->post, $request->files]);
                break;
            case '/whole':
                echo json_encode([file_get_contents('php://input'), file_get_contents('php://input', offset: 2, length: 3)]);
                break;
            case '/form':
                echo json_encode([$_POST, $_FILES['f']['size'] ?? null, $request->post, file_get_contents('php://input'), $request->read()]);
                break;
            case '/count':
                memory_reset_peak_usage();
                $before = memory_get_usage();
                for ($sum = 0, $input = fopen('php://input', 'r'); ($piece = fread($input, 65536)) !== ''; $sum += strlen($piece)) {
                }
                note($sum . (memory_get_peak_usage() - $before < 1 << 19 ? ' in little' : ' in much'));
        }
    });
});
$begin = fn ($target, $fields = 'Content-Length: 10', $type = 'application/json') => $running->connect()
    ->send("POST $target HTTP/1.1\r\nHost: a\r\nContent-Type: $type\r\n$fields\r\n\r\n");

[$one, $two] = [$begin('/pieces?id=1'), $begin('/pieces?id=2', 'Transfer-Encoding: chunked')];
echo $running->line('begun1'), ' ', $running->line('begun2'), "\n";
$one->send('first');
echo $running->line('read'), "\n";
$two->send("5\r\nother\r\n");
echo $running->line('read'), "\n";
$one->send('12345');
echo $running->line('read'), "\n", $one->answer()->body, "\n";
$two->send("1\r\n!\r\n0\r\n\r\n");
echo $running->line('read'), "\n", $two->answer()->body, "\n";

echo "one position:\n";
$client = $begin('/both');
$running->line('begun');
$client->send('1234567890');
echo $client->answer()->body, "\n";
echo $running->post('/both', '1234567890', "Content-Type: text/plain\r\n")->body, "\n";
echo $running->post('/whole', 'all of it', "Content-Type: text/plain\r\n")->body, "\n";

echo "forms:\n";
$client = $begin('/form', 'Content-Length: 11', 'application/x-www-form-urlencoded; charset=utf-8');
$client->send('a=1&');
echo $running->get('/none')->status, "\n";
$client->send('b[]=2&c');
echo $client->answer()->body, "\n";
$part = fn ($name, $body) => "--x\r\nContent-Disposition: form-data; name=$name\r\n\r\n$body\r\n";
echo $running->post('/form', $part('a', '1') . $part('f; filename=n', 'yyy') . '--x--', "Content-Type: multipart/form-data; boundary=x\r\n")->body, "\n";
echo $running->post('/form', str_repeat('a', 1025), "Content-Type: application/x-www-form-urlencoded\r\n")->status, "\n";

echo "large:\n";
$client = $begin('/count', 'Content-Length: 8388608');
for ($i = 0; $i < 128; $i++) {
    $client->send(str_repeat('x', 65536));
}
$client->answer();
echo $running->line('8388608'), "\n", $running->stop();
?>
--EXPECT--
begun1 begun2
read1 first
read2 other
read1 12345
[false,"first12345","first12345","",[],{"id":"1"},"application\/json"]
read2 !
[false,"other!","other!","",[],{"id":"2"},"application\/json"]
one position:
["12","345","","67890",false,null,null]
["12","345","","67890","1234567890",null,null]
["all of it","l o"]
forms:
200
[{"a":"1","b":["2"],"c":""},null,{"a":"1","b":["2"],"c":""},"a=1&b[]=2&c","a=1&b[]=2&c"]
[{"a":"1"},3,{"a":"1"},"","--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=f; filename=n\r\n\r\nyyy\r\n--x--"]
413
large:
8388608 in little
