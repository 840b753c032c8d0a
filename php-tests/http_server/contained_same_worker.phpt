--TEST--
What ends without a bailout leaves the worker where it is: exception, exit, memory_limit, panic, many times
--INI--
memory_limit=64M
--SKIPIF--
<?php
if (!function_exists('Peregrine\Test\panic')) {
    echo 'skip needs test hooks';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) use ($server) {
        ob_start();
        echo 'left open';
        switch ($request->server['path_info']) {
            case '/throw':
                throw new DomainException('thrown');
            case '/exit':
                exit;
            case '/memory':
                $text = str_repeat('x', 1 << 30);
            case '/panic':
                Peregrine\Test\panic('in Rust');
        }
        ob_end_clean();
        $response->end(json_encode([getmypid(), $server->stats()['worker_tainted_count'], array_map(fn ($n) => $n + 1, [1])]));
    });
});
$client = $running->connect();
$ways = ['throw', 'exit', 'panic'];
if (PHP_VERSION_ID >= 80235 && PHP_VERSION_ID < 80300) {
    $ways[] = 'memory'; // other PHPs bail out (seen with 8.4.24), and the worker is replaced
}
$first = $client->get('/')->body;
for ($i = 0; $i < 20; $i++) {
    foreach ($ways as $how) {
        $answer = $client->get("/$how");
        if ($answer?->status !== 500 || $client->get('/')?->body !== $first) {
            die("$how, round $i: " . $answer . $client->get('/'));
        }
    }
}
echo substr($first, strpos($first, ',')), "\n";
$running->stop();
?>
--EXPECT--
,0,[2]]
