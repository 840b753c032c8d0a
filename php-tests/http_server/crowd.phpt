--TEST--
With 300 connections, those that wait share what a request needs; each keeps what is its own, also through a reload
--FILE--
<?php
require __DIR__ . '/../include/server.php';
const MANY = 300; // above the 256 from which on it is a crowd
$running = serve(function ($server) {
    $server->set(['max_wait_time' => 60]);
    $kept = [];
    $server->on('request', function ($request, $response) use ($server, &$kept) {
        $path = $request->server['path_info'];
        if ($path === '/keep') {
            $kept[$request->get['n']] = $request;
        }
        if ($path === '/kept') {
            $same = array_filter($kept, fn ($one, $n) => $one->get['n'] === (string) $n && $one->header['x-n'] === "$n", ARRAY_FILTER_USE_BOTH);
            return $response->end(json_encode([count($kept), count($same)]));
        }
        if ($path === '/stats') {
            $stats = $server->stats();
            return $response->end(json_encode([$stats['connection_num'], $stats['request_count']]));
        }
        if ($path === '/wait') {
            Peregrine\Coroutine::sleep(0.001);
        }
        $response->end($request->header['x-n'] . ' ' . $request->server['remote_port'] . ' ' . $request->rawContent());
    });
    $server->on('workerExit', fn () => note('exit'));
});
$clients = $ports = [];
for ($n = 0; $n < MANY; $n++) {
    $clients[] = $running->connect();
}
$wrong = [];
$check = function (int $n, string $body = '') use (&$clients, &$ports, &$wrong) {
    [$own, $port, $got] = explode(' ', $clients[$n]->answer()->body, 3) + ['', '', ''];
    $ports[$n] ??= $port;
    if ($own !== "$n" || $port !== $ports[$n] || $got !== $body) {
        $wrong[] = "$n: $own $port $got";
    }
};
foreach ($clients as $n => $client) {
    $client->send("GET /keep?n=$n HTTP/1.1\r\nHost: a\r\nX-N: $n\r\n\r\n");
    $check($n);
}
echo count(array_unique($ports)), ' ports; kept, same: ', $clients[0]->get('/kept'), "\n";
// All at once, with and without a wait; two together; a body.
foreach (['/', '/wait'] as $path) {
    foreach ($clients as $n => $client) {
        $client->send("GET $path HTTP/1.1\r\nHost: a\r\nX-N: $n\r\n\r\n");
    }
    array_map($check, array_keys($clients));
}
foreach (array_reverse($clients, true) as $n => $client) {
    $client->send("GET / HTTP/1.1\r\nHost: a\r\nX-N: $n\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nX-N: $n\r\nContent-Length: 4\r\n\r\nb");
}
foreach ($clients as $n => $client) {
    $client->send(sprintf('%03d', $n));
    $check($n);
    $check($n, sprintf('b%03d', $n));
}
echo 'wrong: ', implode(', ', $wrong), "\n";
echo 'connections, requests: ', $clients[1]->get('/stats'), "\n";
$running->signal(10);
$running->line('exit');
$last = 0;
foreach ($clients as $n => $client) {
    $client->send("GET /wait HTTP/1.1\r\nHost: a\r\nX-N: $n\r\nConnection: keep-alive\r\n\r\n");
    $answer = $client->answer();
    $last += $answer?->status === 200 && $answer->field('connection') === 'close' && str_starts_with($answer->body, "$n ");
}
echo "$last answers that close, ", count(array_filter($clients, fn ($client) => $client->ended())), " ended\n";
echo $running->get('/', "X-N: new\r\n")->status, "\n";
echo $running->stop();
?>
--EXPECTF--
300 ports; kept, same: 200 [300,300]
wrong: 
connections, requests: 200 [300,150%d]
300 answers that close, 300 ended
200
