--TEST--
option pid_file: a file that cannot be written, or names a server that runs, ends start() with an exception
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $file = null) {
    $server->set(['pid_file' => $file ?? sys_get_temp_dir() . '/peregrine-test-' . getmypid() . '.pid']);
    $server->on('request', fn ($request, $response) => $response->end('x'));
});
foreach (['/nonexistent/x.pid', sys_get_temp_dir() . "/peregrine-test-$running->pid.pid"] as $file) {
    $second = $running->failing($file);
    var_dump($second->wait() !== 0, preg_match('/Uncaught Peregrine\\\\Exception: (.*) in /', $second->log(), $match));
    echo str_replace([$running->pid, sys_get_temp_dir()], ['PID', '/tmp'], $match[1] ?? $second->log()), "\n";
}
echo $running->get('/'), "\n", $running->stop();
?>
--EXPECT--
bool(true)
int(1)
write pid_file /nonexistent/x.pid: No such file or directory (os error 2)
bool(true)
int(1)
pid_file /tmp/peregrine-test-PID.pid belongs to a running server (process PID); stop it or name another file
200 x
