--TEST--
The master has no coroutines: go(), timers and the rest throw and name workerStart
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;
$running = serve(function ($server) {
    $calls = [
        'go' => fn () => Peregrine\go(fn () => 1), 'create' => fn () => Coroutine::create(fn () => 1), 'run' => fn () => Peregrine\run(fn () => 1),
        'tick' => fn () => Peregrine\Timer::tick(10, fn () => 1), 'after' => fn () => Peregrine\Timer::after(10, fn () => 1), 'sleep' => fn () => Coroutine::sleep(0.01),
        'channel' => fn () => (new Coroutine\Channel(1))->pop(0.01), 'defer' => fn () => Peregrine\defer(fn () => 1),
    ];
    foreach (['start', 'managerStart', 'beforeReload', 'afterReload', 'beforeShutdown', 'shutdown', 'workerError'] as $event) {
        $server->on($event, function () use ($event, $calls) {
            foreach ($calls as $name => $call) {
                try {
                    $call();
                    note("$event $name: no error");
                } catch (Throwable $e) {
                    note($event === 'start' ? "$name: " . get_class($e) . ': ' . $e->getMessage() : (str_contains($e->getMessage(), 'workerStart') ? "$event fine" : "$event $name: " . $e->getMessage()));
                }
            }
            note("end $event");
        });
    }
    $server->on('request', fn ($request, $response) => $response->end((string) getmypid()));
});
$show = function ($event) use ($running) {
    $lines = [];
    while (($line = $running->line()) !== "end $event") {
        $lines[] = $line;
    }
    echo implode("\n", array_unique($lines)), "\n";
};
$show('start');
$show('managerStart');
$running->signal(10);
$show('beforeReload');
$show('afterReload');
kill((int) $running->get('/')->body, 9);
$show('workerError');
$running->signal(15);
$show('beforeShutdown');
$show('shutdown');
echo $running->stop() === '' ? '' : '';
?>
--EXPECT--
go: Peregrine\Error: coroutines need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
create: Peregrine\Error: coroutines need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
run: Peregrine\Error: a server's master has no coroutines: do this from workerStart on
tick: Peregrine\Error: timers need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
after: Peregrine\Error: timers need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
sleep: Peregrine\Error: a server's master has no coroutines: do this from workerStart on
channel: Peregrine\Error: a server's master has no coroutines: do this from workerStart on
defer: Peregrine\Error: a server's master has no coroutines: do this from workerStart on
managerStart fine
beforeReload fine
afterReload fine
workerError fine
beforeShutdown fine
shutdown fine
