--TEST--
What needs a running server throws before start(), and what configures one throws after
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Process;
$attempt = function (callable $call) {
    try {
        return json_encode($call());
    } catch (Throwable $e) {
        return get_class($e) . ': ' . $e->getMessage();
    }
};
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$calls = fn ($server) => [
    'reload' => $server->reload(...), 'shutdown' => $server->shutdown(...), 'stop' => $server->stop(...),
    'stats' => $server->stats(...), 'getWorkerPid' => $server->getWorkerPid(...),
    'sendMessage' => fn () => $server->sendMessage('x', 0),
];
$running = serve(function ($server) use ($attempt) {
    $server->on('request', function ($request, $response) use ($server, $attempt) {
        $response->end(implode("\n", [
            $attempt(fn () => $server->set([])), $attempt(fn () => $server->on('request', 'strlen')),
            $attempt(fn () => $server->start()), $attempt(fn () => $server->addProcess(new Process('strlen'))),
        ]));
    });
});
foreach ($calls($server) as $name => $call) {
    echo "$name: ", $attempt($call), "\n";
}
var_dump($server->getMasterPid(), $server->getManagerPid(), $server->getWorkerId());
echo $running->get('/')->body, "\n", $running->stop();
?>
--EXPECT--
reload: Peregrine\Error: the server does not run: call start() first
shutdown: Peregrine\Error: the server does not run: call start() first
stop: Peregrine\Error: the server does not run: call start() first
stats: Peregrine\Error: the server does not run: call start() first
getWorkerPid: Peregrine\Error: the server does not run: call start() first
sendMessage: Peregrine\Error: the server does not run: call start() first
int(0)
int(0)
bool(false)
Peregrine\Error: this must be called before start()
Peregrine\Error: this must be called before start()
Peregrine\Error: this must be called before start()
Peregrine\Error: this must be called before start()
