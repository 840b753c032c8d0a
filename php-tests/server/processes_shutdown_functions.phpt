--TEST--
Shutdown functions and destructors from before start(), and the code after it, run in the master only
--FILE--
<?php
require __DIR__ . '/../include/server.php';
class Guard
{
    public function __construct(public string $name)
    {
    }

    public function __destruct()
    {
        note("destructor $this->name " . (getmypid() === MASTER ? 'master' : 'worker'));
    }
}
$running = serve(function ($server) {
    define('MASTER', getmypid());
    global $guard;
    $guard = new Guard('global');
    $local = new Guard('captured');
    register_shutdown_function(fn () => note('shutdown function ' . (getmypid() === MASTER ? 'master' : 'worker')));
    // Held by nothing else: who drops the function, or the buffer, drops it too.
    $held = new Guard('held');
    register_shutdown_function(fn () => $held);
    $buffered = new Guard('buffered');
    ob_start(fn ($text) => note('buffer ' . ($buffered->name && getmypid() === MASTER ? 'master' : 'worker')) ?? '');
    unset($held, $buffered);
    $server->set(['worker_num' => 2]);
    $server->addProcess(new Peregrine\Process(fn () => Peregrine\Coroutine::sleep(100)));
    $server->on('workerStart', function () use ($local) {
        $GLOBALS['guard'] = null; // it is another process's: nothing is destructed here
        note('ready');
    });
    $server->on('request', 'strlen');
    return fn () => note('after start ' . (getmypid() === MASTER ? 'master' : 'worker'));
});
$running->lines(2, 'ready');
$running->stop();
$lines = [];
try {
    while (true) {
        $lines[] = $running->line();
    }
} catch (Exception) {
}
sort($lines);
echo implode("\n", $lines), "\n";
?>
--EXPECT--
after start master
buffer master
destructor buffered master
destructor captured master
destructor global master
destructor held master
shutdown function master
