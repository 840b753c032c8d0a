--TEST--
options log_file and log_level; SIGRTMIN opens the file anew in all processes
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$file = fn ($pid) => sys_get_temp_dir() . "/peregrine-test-$pid.log";
$running = serve(function ($server) use ($file) {
    $server->set(['log_file' => $file(getmypid()), 'log_level' => Peregrine\LOG_INFO]);
    $server->on('pipeMessage', fn () => throw new Exception('from the worker'));
    $server->on('request', function ($request, $response) use ($server) {
        $server->sendMessage('x', 0);
        $response->end('x');
    });
});
$log = $file($running->pid);
$running->get('/');
$has = fn ($text) => fn () => str_contains((string) @file_get_contents($log), $text);
until($has('from the worker'), 'the line');
rename($log, "$log.1");
$running->signal(34);
until(fn () => file_exists($log), 'the new file');
// The worker is told by the master; what it writes soon goes to the new file.
until(fn () => $running->get('/') && $has('from the worker')(), "the worker's line in the new file");
echo $running->stop();
echo implode("\n", array_unique(array_map(fn ($line) => explode(' ', $line)[2] ?? $line, preg_grep('/^\d{4}/', file($log))))), "\n";
unlink($log);
unlink("$log.1");
?>
--EXPECT--
