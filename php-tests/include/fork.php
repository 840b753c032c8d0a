<?php
// Processes of a test beside its own. The test needs pcntl, and posix where it kills.

/** Forks; the child runs `$body` and exits with what it returns (0 for nothing). */
function child(callable $body): int
{
    $pid = pcntl_fork();
    if ($pid === 0) {
        exit((int) $body());
    }
    return $pid;
}

/** Waits for the child's end: its exit code, or the negative signal that ended it. */
function ended(int $pid): int
{
    pcntl_waitpid($pid, $status);
    return pcntl_wifexited($status) ? pcntl_wexitstatus($status) : -pcntl_wtermsig($status);
}
