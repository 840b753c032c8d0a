--TEST--
A second SIGTERM that comes when start() has returned does not kill the master: what follows start() runs to its end
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('workerStart', fn () => note('ready'));
    $server->on('request', 'strlen');
    return function () use ($server) {
        // The test sends its second signal when it reads this, and then makes the file.
        note('over');
        $go = sys_get_temp_dir() . "/peregrine-go-$server->port";
        until(function () use ($go) {
            clearstatcache();
            return file_exists($go);
        }, 'the word to go on');
        note('still here');
    };
});
$go = sys_get_temp_dir() . "/peregrine-go-$running->port";
try {
    $running->line('ready');
    $running->signal(15);
    echo $running->line('over'), "\n";
    $running->signal(15);
    $running->signal(2);
    touch($go);
    echo $running->line('still'), "\n", $running->stop();
} finally {
    @unlink($go);
}
?>
--EXPECT--
over
still here
