--TEST--
option pid_file: the master's pid while it runs, removed at the end
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$file = fn ($pid) => sys_get_temp_dir() . "/peregrine-test-$pid.pid";
$running = serve(function ($server) use ($file) {
    $server->set(['pid_file' => $file(getmypid())]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
var_dump((int) file_get_contents($file($running->pid)) === $running->pid);
$running->stop();
var_dump(file_exists($file($running->pid)));
?>
--EXPECT--
bool(true)
bool(false)
