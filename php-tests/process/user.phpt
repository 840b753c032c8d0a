--TEST--
A user process becomes the user too
--SKIPIF--
<?php
if (trim(shell_exec('id -u')) !== '0') {
    echo 'skip needs root';
}
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['user' => 'nobody']);
    $server->addProcess(new Peregrine\Process(function () {
        preg_match('/^Uid:\s+(\d+)/m', file_get_contents('/proc/self/status'), $match);
        note($match[1]);
        Peregrine\Coroutine::sleep(100);
    }));
    $server->on('request', 'strlen');
});
var_dump($running->line() === trim(shell_exec('id -u nobody')));
echo $running->stop();
?>
--EXPECT--
bool(true)
