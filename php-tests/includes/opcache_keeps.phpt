--TEST--
opcache keeps a file that was written after the server's process began, once it is old enough
--SKIPIF--
<?php
if (!function_exists('opcache_is_script_cached') || !opcache_get_status(false)) {
    die('skip opcache is off');
}
?>
--INI--
opcache.file_update_protection=2
--FILE--
<?php
$file = sys_get_temp_dir() . '/peregrine-keeps-' . getmypid() . '.php';
file_put_contents($file, '<?php return 1;');
// Too new when the process began, as far as opcache's own rule goes: by a second, which passes.
touch($file, $_SERVER['REQUEST_TIME'] - 1);
try {
    Peregrine\run(function () use ($file) {
        Peregrine\Coroutine::isolate(function () use ($file) {
            for ($deadline = microtime(true) + 20; microtime(true) < $deadline; Peregrine\Coroutine::sleep(0.05)) {
                include $file;
                if (opcache_is_script_cached($file)) {
                    echo "kept\n";
                    return;
                }
            }
            echo "never kept\n";
        });
    });
    // One that is new stays out.
    Peregrine\run(function () use ($file) {
        touch($file, time() + 3600);
        opcache_invalidate($file, true);
        include $file;
        var_dump(opcache_is_script_cached($file));
    });
} finally {
    unlink($file);
}
?>
--EXPECT--
kept
bool(false)
