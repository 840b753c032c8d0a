--TEST--
Shutdown functions that a worker or a user process registers run at its end, in order, in coroutines; one that exits is the last
--FILE--
<?php
require __DIR__ . '/../include/server.php';
final class Own
{
    public static function register(string $who): void
    {
        register_shutdown_function([self::class, 'tell'], "$who: first", 'with', 'parameters');
        register_shutdown_function(function () use ($who) {
            Peregrine\Coroutine::sleep(0.001);
            note("$who: waited");
            register_shutdown_function(fn () => note("$who: added"));
        });
        register_shutdown_function(function () use ($who) {
            note("$who: exits");
            if ($who === 'process') {
                exit(0);
            }
        });
    }

    private static function tell(string ...$words): void
    {
        note(implode(' ', $words));
    }
}
$running = serve(function ($server) {
    $server->addProcess(new Peregrine\Process(function () {
        Own::register('process');
        note('ready');
        Peregrine\Coroutine::sleep(100);
    }));
    $server->on('workerStart', fn () => note('ready'));
    $server->on('workerStop', fn () => note('worker: stop'));
    $server->on('request', function ($request, $response) {
        Own::register('worker');
        $response->end('registered');
    });
});
$running->lines(2, 'ready');
echo $running->get('/'), "\n";
$running->signal(15);
foreach (['worker' => 5, 'process' => 3] as $who => $count) {
    while ($count-- > 0) {
        echo $running->line("$who: "), "\n";
    }
}
echo $running->stop();
try {
    echo $running->line(), " is too much\n";
} catch (Exception) {
}
?>
--EXPECT--
200 registered
worker: stop
worker: first with parameters
worker: waited
worker: exits
worker: added
process: first with parameters
process: waited
process: exits
