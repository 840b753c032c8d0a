--TEST--
Session files are as PHP's: depth and mode, lazy writing, strict ids, read_and_close, new ids, gc, refusals
--EXTENSIONS--
session
--INI--
display_errors=stderr
html_errors=0
session.use_cookies=0
session.cache_limiter=
session.gc_probability=0
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;
require __DIR__ . '/../include/sessions.php';
$directory = session_directory();
session_save_path($directory);

function in_request(callable $body): void
{
    Coroutine::join([Coroutine::isolate($body)]);
}

$file = function (string $path) {
    clearstatcache();
    return is_file($path) ? sprintf('%o %s', fileperms($path) & 0777, file_get_contents($path)) : 'missing';
};
umask(0);
run(function () use ($directory, $file) {
    in_request(function () use ($directory, $file) {
        mkdir("$directory/a/b", recursive: true);
        session_save_path("2;0640;$directory");
        session('abc');
        $_SESSION['deep'] = true;
        session_write_close();
        say($file("$directory/a/b/sess_abc"));
        session_save_path("nonsense;$directory");
        say(session('abc'));
        session_save_path("$directory/nowhere");
        say(session('abc'));
    });

    in_request(function () use ($directory, $file) {
        session('lazy');
        $_SESSION['text'] = 'a long one';
        session_write_close();
        say($file("$directory/sess_lazy"));
        file_put_contents("$directory/sess_lazy", 'text|s:1:"x";');
        touch("$directory/sess_lazy", 1000);
        session('lazy');
        $inode = fileinode("$directory/sess_lazy");
        session_write_close();
        clearstatcache();
        // Not written again, but touched.
        say(filemtime("$directory/sess_lazy") > 1000, fileinode("$directory/sess_lazy") === $inode);
        session('lazy');
        unset($_SESSION['text']);
        session_write_close();
        say($file("$directory/sess_lazy") . "|");
    });

    in_request(function () use ($directory, $file) {
        session('strict', ['use_strict_mode' => true]);
        say(session_id() === 'strict', strlen(session_id()), is_file("$directory/sess_strict"));
        $_SESSION['kept'] = 1;
        $old = session_id();
        session_regenerate_id();
        $new = session_id();
        $_SESSION['kept'] = 2;
        session_write_close();
        say($file("$directory/sess_$old") . ', ' . $file("$directory/sess_$new"));
        session($new, ['use_strict_mode' => true]);
        session_regenerate_id(true);
        say((session_id() === $new ? 'same' : 'another') . ', ' . $file("$directory/sess_$new"));
        session_destroy();
        say(count(glob("$directory/sess_*")) . " files");
        say(session_id());
    });

    in_request(function () use ($directory, $file) {
        file_put_contents("$directory/sess_read", 'n|i:7;');
        chmod("$directory/sess_read", 0600);
        session('read', ['read_and_close' => true]);
        say($_SESSION['n'] . ' ' . (session_status() === PHP_SESSION_NONE ? 'closed' : 'open'));
        $_SESSION['n'] = 8;
    });
    say($file("$directory/sess_read"));

    in_request(function () use ($directory) {
        touch("$directory/sess_old", time() - 2000);
        touch("$directory/sess_new", time() - 500);
        touch("$directory/other", time() - 2000);
        session('gc');
        say(session_gc(), is_file("$directory/sess_old"), is_file("$directory/sess_new"), is_file("$directory/other"));
    });

    in_request(function () use ($directory) {
        say(session('no/../good'));
        symlink('/etc/hostname', "$directory/sess_link");
        say(session('link'));
    });
});
?>
--EXPECTF--
640 deep|b:1;
Warning: session_start(): session.save_path must be "directory", "depth;directory" or "depth;mode;directory" with an octal mode in %s on line %d
Warning: session_start(): Failed to initialize storage module: files (path: nonsense;%s) in %s on line %d
false
Warning: session_start(): open(%s/nowhere/sess_abc, O_RDWR) failed: No such file or directory (2) in %s on line %d
Warning: session_start(): Failed to read session data: files (path: %s/nowhere) in %s on line %d
false
600 text|s:10:"a long one";
true true
600 |
false 32 false
600 kept|i:1;, 600 kept|i:2;
another, missing
2 files

7 closed
600 n|i:7;
1 false true true
Warning: session_start(): Session ID is too long or contains illegal characters. %s
Warning: session_start(): Failed to read session data: files (path: %s) in %s on line %d
false
Warning: session_start(): open(%s/sess_link, O_RDWR) failed: Too many levels of symbolic links (40) in %s on line %d
Warning: session_start(): Failed to read session data: files (path: %s) in %s on line %d
false
