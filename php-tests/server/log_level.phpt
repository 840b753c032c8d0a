--TEST--
option log_level: lines below it are not written
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $level = Peregrine\LOG_INFO) {
    $server->set(['log_level' => $level]);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
foreach ([Peregrine\LOG_INFO => 'shut', Peregrine\LOG_NOTICE => '', Peregrine\LOG_NONE => ''] as $level => $text) {
    $running = $running->another($level);
    kill((int) $running->pid, 15);
    $running->wait();
    var_dump(preg_match('/INFO/', $running->log()));
}
?>
--EXPECT--
int(1)
int(0)
int(0)
