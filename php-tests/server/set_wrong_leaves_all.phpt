--TEST--
A refused set() changes nothing, not even the options before the wrong one
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$server->set(['worker_num' => 2]);
try {
    $server->set(['worker_num' => 3, 'pid_file' => '/x', 'nonsense' => 1]);
} catch (ValueError) {
}
var_dump($server->setting);
?>
--EXPECT--
array(1) {
  ["worker_num"]=>
  int(2)
}
