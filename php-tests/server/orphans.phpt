--TEST--
As PID 1 the master also collects orphans, and ends with 0 on SIGTERM
--SKIPIF--
<?php
if (trim((string) shell_exec('unshare --pid --fork --mount-proc echo yes 2>/dev/null')) !== 'yes') {
    echo 'skip needs the right to make a PID namespace';
}
?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
// The server runs as PID 1 of a namespace; its worker makes an orphan, which becomes the master's child.
$code = <<<'PHP'
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$server->set(['worker_num' => 1, 'log_level' => Peregrine\LOG_NONE]);
$server->on('start', function () { echo 'pid ', getmypid(), "\n"; });
$server->on('workerStart', function ($server) {
    // The orphan stays until it has been seen.
    $seen = false;
    $stays = tempnam(sys_get_temp_dir(), 'peregrine-orphan-');
    shell_exec("sh -c '(while [ -e $stays ]; do sleep 0.01; done; exit 3) >/dev/null 2>&1 &'");
    $timer = Peregrine\Timer::tick(5, function () use (&$seen, $stays, $server) {
        $orphans = [];
        foreach (glob('/proc/[0-9]*/stat') as $file) {
            if (preg_match('/^(\d+) \(sh|^(\d+) \(sleep/', (string) @file_get_contents($file), $match)) {
                $orphans[] = $match[0];
            }
        }
        if ($orphans) {
            $seen = true;
            @unlink($stays);
        }
        if ($seen && !$orphans) {
            echo "collected\n";
            Peregrine\Timer::clearAll();
            $server->shutdown();
        }
    });
});
$server->on('request', 'strlen');
var_dump($server->start());
PHP;
$command = [];
foreach (explode("\0", rtrim(file_get_contents('/proc/self/cmdline'), "\0")) as $argument) {
    if ($argument === '-f' || $argument === $_SERVER['SCRIPT_FILENAME']) {
        break;
    }
    $command[] = $argument;
}
$command = ['timeout', '30', 'unshare', '--pid', '--fork', '--mount-proc', PHP_BINARY, ...array_slice($command, 1), '-r', $code];
passthru(implode(' ', array_map('escapeshellarg', $command)), $status);
var_dump($status);
?>
--EXPECT--
pid 1
collected
bool(true)
int(0)
