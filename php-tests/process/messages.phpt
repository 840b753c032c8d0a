--TEST--
sendMessage() goes both ways between workers and user processes, also large ones
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['worker_num' => 2]);
    $server->on('pipeMessage', function ($server, $from, $message) {
        $me = $server->getWorkerId();
        if ($me >= 2) {
            $server->sendMessage(['back' => $message], $from);
            return;
        }
        note(json_encode([$from, strlen($message['back']), md5($message['back'])]));
    });
    foreach ([0, 1] as $n) {
        $server->addProcess(new Peregrine\Process(function () {
            note('ready');
            Peregrine\Coroutine::sleep(100);
        }));
    }
    $server->on('request', function ($request, $response) use ($server) {
        $size = (int) $request->get['size'];
        $response->end(json_encode($server->sendMessage(str_repeat('m', $size), 2 + $request->get['to'])));
    });
});
$running->lines(2, 'ready');
foreach ([0 => 5, 1 => 16 << 20] as $to => $size) {
    echo $running->get("/?size=$size&to=$to"), ' ';
    var_dump($running->line() === json_encode([2 + $to, $size, md5(str_repeat('m', $size))]));
}
echo $running->stop();
?>
--EXPECT--
200 true bool(true)
200 true bool(true)
