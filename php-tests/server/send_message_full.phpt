--TEST--
A full mailbox: sendMessage() gives false and a warning, and what was taken arrives
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $heard = 0;
    $server->on('workerStart', fn () => note('ready'));
    $server->on('pipeMessage', function ($server, $from, $message) use (&$heard) {
        if (is_string($message)) {
            $heard++;
        } else {
            note("heard $heard");
        }
    });
    $server->on('request', function ($request, $response) use ($server) {
        set_error_handler(function ($n, $text) use (&$warning) {
            $warning = $text;
        });
        kill($server->getWorkerPid(1 - $server->worker_id), 19); // SIGSTOP
        for ($sent = 0; $sent < 100_000 && $server->sendMessage("message $sent", 1 - $server->worker_id); $sent++);
        kill($server->getWorkerPid(1 - $server->worker_id), 18);
        while (!@$server->sendMessage(['end'], 1 - $server->worker_id)) {
            Peregrine\Coroutine::sleep(0.01);
        }
        $response->end(json_encode([$sent, $warning]));
    });
});
$running->lines(2, 'ready');
[$sent, $warning] = $running->get('/')->json();
var_dump($sent > 1 && $sent < 100_000, $running->line('heard') === "heard $sent");
echo $warning, "\n", $running->stop();
?>
--EXPECT--
bool(true)
bool(true)
Peregrine\Server::sendMessage(): the receiver's mailbox is full
