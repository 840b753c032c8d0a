--TEST--
A user process is ended after the workers: finally blocks and destructors run
--FILE--
<?php
require __DIR__ . '/../include/server.php';
class Guard
{
    public function __destruct()
    {
        note('process destructor');
    }
}
$running = serve(function ($server) {
    $server->addProcess(new Peregrine\Process(function () {
        $guard = new Guard();
        try {
            note('ready');
            Peregrine\Coroutine::sleep(100);
        } finally {
            note('process finally');
        }
    }));
    $server->on('workerStop', fn () => note('worker stops'));
    $server->on('request', 'strlen');
});
$running->line('ready');
$running->signal(15);
echo $running->line(), "\n", $running->line(), "\n", $running->line(), "\n", $running->stop();
?>
--EXPECT--
worker stops
process finally
process destructor
