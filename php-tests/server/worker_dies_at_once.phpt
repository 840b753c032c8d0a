--TEST--
Workers that die in workerStart are started again with growing pauses, and the server can still be ended
--INI--
memory_limit=64M
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $how = 'exit') {
    $server->on('workerStart', function ($server) use ($how) {
        // When it was forked (proc_pid_stat(5)), in hundredths of a second: what comes later may have been held up.
        note('start ' . explode(' ', substr(strrchr(file_get_contents('/proc/self/stat'), ')'), 2))[19]);
        switch ($how) {
            case 'later':
                $server->stats()['workers'][0]['generation'] < 3 and exit(1);
                break;
            case 'exit':
                exit(9);
            case 'exit0':
                exit;
            case 'throw':
                throw new Exception('in workerStart');
            case 'memory':
                str_repeat('x', 1 << 30);
            case 'compile':
                eval('class Twice {} class Twice {}');
        }
    });
    $server->on('workerError', fn ($server, $id, $pid, $code, $signal) => note("error $code $signal"));
    $server->on('request', fn ($request, $response) => $response->end('served'));
});
foreach (['exit', 'exit0', 'throw', 'memory', 'compile'] as $how) {
    $running = $running->another($how);
    $times = [];
    for ($i = 0; $i < 4; $i++) {
        $times[] = (int) substr($running->line('start '), 6);
    }
    // 100, 200, 400 ms after each end, none after one that lived for a second: only the lower bound is certain.
    var_dump($times[3] - $times[0] >= 69);
    echo "$how ", $how === 'exit0' ? 'no error' : $running->line('error'), "\n";
    $running->signal(15);
    var_dump($running->wait());
}
// One that comes up in the end serves who has waited.
$running = $running->another('later');
echo $running->get('/'), "\n";
$running->stop();
?>
--EXPECT--
bool(true)
exit error 9 0
int(0)
bool(true)
exit0 no error
int(0)
bool(true)
throw error 255 0
int(0)
bool(true)
memory error 255 0
int(0)
bool(true)
compile error 255 0
int(0)
200 served
