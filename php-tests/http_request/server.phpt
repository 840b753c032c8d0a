--TEST--
server: method, target, path, query, times, addresses
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($request->server)));
});
$server = $running->get('/a%20b/%2e?x=%20y&z')->json();
echo implode(' ', array_keys($server)), "\n";
echo "$server[request_method] $server[request_uri] $server[path_info] $server[query_string] $server[server_protocol] $server[server_addr] $server[remote_addr]\n";
var_dump(abs($server['request_time'] - time()) < 60, is_float($server['request_time_float']), $server['server_port'] === $running->port, $server['remote_port'] > 0);
$server = $running->ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")->json();
echo "$server[request_method] $server[request_uri] ", isset($server['query_string']) ? 'query' : 'no query', "\n";
$server = $running->ask("GET http://a.example/x?y HTTP/1.1\r\nHost: a\r\n\r\n")->json();
echo "$server[request_uri] $server[path_info] $server[query_string]\n";
echo $running->ask("GET /x HTTP/1.0\r\n\r\n")->json()['server_protocol'], "\n", $running->stop();
?>
--EXPECT--
request_method request_uri path_info query_string request_time request_time_float server_protocol server_addr server_port remote_addr remote_port master_time request_scheme http_host
GET /a%20b/%2e /a b/. x=%20y&z HTTP/1.1 127.0.0.1 127.0.0.1
bool(true)
bool(true)
bool(true)
bool(true)
OPTIONS * no query
/x /x y
HTTP/1.0
