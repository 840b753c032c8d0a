--TEST--
A slow client parks the writer: the worker's memory does not grow with what is written
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/rss') {
            preg_match('/VmHWM:\s+(\d+)/', file_get_contents('/proc/self/status'), $peak);
            return $response->end($peak[1]);
        }
        for ($i = 0; $i < 64; $i++) {
            if (!$response->write(str_repeat(chr(65 + $i % 26), 1 << 20))) {
                return note("cut at $i");
            }
            note("wrote $i");
        }
        $response->end();
    });
});
$before = (int) $running->get('/rss')->body;
$client = $running->connect()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
// Until it writes no further: what fits into the kernel's buffers and the high-water mark.
$wrote = 0;
try {
    while (true) {
        $running->line('wrote', 0.3);
        $wrote++;
    }
} catch (Exception) {
}
$after = (int) $running->get('/rss')->body;
var_dump($wrote < 40, $after - $before < 20 * 1024);
$answer = $client->answer();
var_dump(strlen($answer->body) === 64 << 20, $answer->whole);
for ($i = 0, $wrong = 0; $i < 64; $i++) {
    $wrong += $answer->body[$i << 20] !== chr(65 + $i % 26);
}
echo $wrong, ' ', $running->line('wrote 63'), "\n", $running->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
0 wrote 63
