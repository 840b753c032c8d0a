--TEST--
Rules that cannot work are refused with what to write instead
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/caught.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
foreach ([
    ['cors_origins' => 'a.example'],
    ['cors_origins' => '*', 'cors_credentials' => true],
    ['cors_methods' => ['GET, POST']],
    ['response_headers' => ['/' => 'DENY']],
    ['response_headers' => ['/' => ['A: 1']]],
    ['response_headers' => ['api' => ['A' => '1']]],
    ['response_headers' => ['/' => ['A' => "1\r\nB: 2"]]],
    ['response_headers' => ['/' => ['A' => 1]]],
    ['response_headers' => ['/' => ['Content-Length' => '1']]],
    ['trusted_proxies' => ['10.0.0.0/40']],
    ['trusted_proxy_headers' => 'x-real-ip'],
    ['access_log_format' => 'xml'],
    ['http_compression_level' => 12],
    ['compression_types' => 'html'],
    ['compression_types' => ['text/html; charset=utf-8']],
] as $options) {
    caught(fn () => $server->set($options));
}
// A prefix without rules is fine: programs merge such arrays.
$server->set(['response_headers' => ['/' => []]]);
var_dump($server->setting);
?>
--EXPECT--
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'cors_*': 'a.example' is no origin; write scheme://host[:port] without a path, scheme://*.host, or *
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'cors_*': cors_credentials needs named origins: with * every page could act as its visitor
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'cors_*': 'GET, POST' is no method or header name
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'response_headers': '/' needs an array of headers, name => value, string given
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'response_headers': '/' needs an array of headers, name => value, array given
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'response_headers': 'api' is no path prefix; begin it with /
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'response_headers': the value of A has a line end or another control character
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'response_headers': A must be a string, a list of strings or null, int given
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'response_headers': Content-Length is the server's to write
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'trusted_proxies': '10.0.0.0/40' is no address or network; write 10.0.0.1, 10.0.0.0/8 or fd00::/8
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'trusted_proxy_headers' must be x-forwarded or forwarded
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'access_log_format' must be common, combined or json
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'http_compression_level' must be from 1 to 11, 12 given
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'http_compression_types' takes types like text/html, not 'html'
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'http_compression_types' takes types like text/html, not 'text/html; charset=utf-8'
array(1) {
  ["response_headers"]=>
  array(1) {
    ["/"]=>
    array(0) {
    }
  }
}
