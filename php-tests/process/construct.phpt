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
NULL
NULL
NULL
NULL
ValueError: Peregrine\Process::__construct(): Argument #2 ($redirect_stdin_and_stdout) must be false: write to a file or use Server::sendMessage()
ValueError: Peregrine\Process::__construct(): Argument #3 ($pipe_type) must be 0: there are no pipes, use Server::sendMessage()
ValueError: Peregrine\Process::__construct(): Argument #4 ($enable_coroutine) must be true: the callback always runs in a coroutine
TypeError: Peregrine\Process::__construct(): Argument #1 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
ArgumentCountError: Peregrine\Process::__construct() expects at least 1 argument, 0 given
Peregrine\Server::addProcess(): Argument #1 ($process) must be of type Peregrine\Process, stdClass given
