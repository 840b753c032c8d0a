<?php
// Session files for one test: a directory of its own, removed at the end, and what is in it.

function session_directory(): string
{
    $path = tempnam(sys_get_temp_dir(), 'peregrine-test-');
    unlink($path);
    mkdir($path);
    $pid = getmypid();
    register_shutdown_function(fn () => $pid === getmypid() && shell_exec('rm -r ' . escapeshellarg($path)));
    return $path;
}

/** Output that does not send headers: sessions cannot be started after those. */
function say(mixed ...$what): void
{
    $text = fn ($value) => is_string($value) ? $value : json_encode($value, JSON_UNESCAPED_SLASHES);
    fwrite(STDOUT, implode(' ', array_map($text, $what)) . "\n");
}

/** Starts or resumes the session of that id. */
function session(string $id, array $options = []): bool
{
    session_id($id);
    return session_start($options);
}
