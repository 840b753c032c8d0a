--TEST--
A Process takes a callback; redirection and pipes are refused
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Process;
foreach ([[fn () => 1], ['strlen', false, 0, true], [fn () => 1, true], [fn () => 1, false, 1], [fn () => 1, false, 0, false], ['no_such_function'], []] as $arguments) {
    try {
        $process = new Process(...$arguments);
        var_dump($process->pid, $process->id);
    } catch (Error $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
try {
    (new Peregrine\Http\Server('127.0.0.1', 0))->addProcess(new stdClass());
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
