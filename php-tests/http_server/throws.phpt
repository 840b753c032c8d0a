--TEST--
An exception nobody catches is answered 500 and reported with its trace; the connection goes on
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/throw') {
            throw new DomainException('the reason');
        }
        $response->end('fine');
    });
});
$client = $running->connect();
echo $client->get('/throw')->status, ' ', $client->get('/')->body, "\n";
preg_match('/Uncaught (.*) in .*throws\.php:\d+/', $running->stop(), $match);
echo $match[1] ?? 'not reported', "\n";
?>
--EXPECT--
500 fine
DomainException: the reason
