--TEST--
What cannot work is refused with what to write instead
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/caught.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
foreach ([
    ['document_root' => '/nonexistent'],
    ['static_handler_locations' => ['assets']],
    ['static_handler_locations' => ['/a', 1]],
    ['static_handler_locations' => ['/a/../b']],
    ['static_handler_locations' => ['/.git']],
    ['http_index_files' => ['a/b']],
    ['http_index_files' => ['..']],
    ['http_autoindex' => true],
    ['static_handler_cache' => ['css' => 'no-cache']],
    ['static_handler_cache' => ['*.css' => 600]],
    ['static_handler_cache' => ['no-cache']],
] as $options) {
    caught(fn () => $server->set($options));
}
$server->set(['enable_static_handler' => true, 'http_autoindex' => false]);
$server->on('request', fn () => null);
caught(fn () => $server->start());
?>
--EXPECT--
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'document_root' must be a directory, '/nonexistent' is none
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_locations' takes paths that begin with / and files can have (no dot segments, hidden names, PHP source), not 'assets'
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_locations' must be of type string or list of strings, array given
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_locations' takes paths that begin with / and files can have (no dot segments, hidden names, PHP source), not '/a/../b'
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_locations' takes paths that begin with / and files can have (no dot segments, hidden names, PHP source), not '/.git'
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'http_index_files' takes names of files (no paths, no hidden ones), not 'a/b'
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'http_index_files' takes names of files (no paths, no hidden ones), not '..'
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'http_autoindex' is not offered: a list of a directory shows files nobody meant to show; write it in the request callback
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_cache' takes '/prefix' or '*.ending' => Cache-Control as a string; 'css' is wrong
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_cache' takes '/prefix' or '*.ending' => Cache-Control as a string; '*.css' is wrong
ValueError: Peregrine\Server::set(): Argument #1 ($settings) is wrong: option 'static_handler_cache' must be of type array with text keys, array given
Peregrine\Exception: enable_static_handler needs a directory: set document_root
