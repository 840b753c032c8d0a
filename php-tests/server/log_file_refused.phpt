--TEST--
option log_file: one that cannot be opened ends start() with an exception
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$server->set(['log_file' => '/nonexistent/x.log']);
$server->on('request', 'strlen');
try {
    $server->start();
} catch (Peregrine\Exception $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
open log file /nonexistent/x.log: No such file or directory (os error 2)
