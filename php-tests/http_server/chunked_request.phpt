--TEST--
A chunked body arrives whole, however it is cut; a broken one is 400
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end($request->getMethod() . ' ' . $request->rawContent()));
});
$text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
$client = $running->connect();
echo $client->send($text)->answer(), "\n";
foreach (str_split($text, 7) as $piece) {
    $client->send($piece);
    usleep(200);
}
echo $client->answer(), "\n";
echo $running->ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")->status, "\n";
echo $running->ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n")->status, "\n";
echo $running->ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n")->status, "\n", $running->stop();
?>
--EXPECT--
200 POST hello world
200 POST hello world
400
400
501
