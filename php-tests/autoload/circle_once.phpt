--TEST--
Files that require each other once do not wait for each other for ever; a file's own children do not wait for it
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

$dir = sys_get_temp_dir() . '/peregrine-circle-' . bin2hex(random_bytes(6));
mkdir($dir);
file_put_contents("$dir/a.php", '<?php Peregrine\Coroutine::sleep(0.01); require_once __DIR__ . "/b.php"; const A = 1;');
file_put_contents("$dir/b.php", '<?php Peregrine\Coroutine::sleep(0.01); require_once __DIR__ . "/a.php"; const B = 1;');
file_put_contents("$dir/main.php", '<?php
    Peregrine\go(function () { echo var_export(require_once __FILE__, true), " in the child\n"; });
    Peregrine\Coroutine::sleep(0.02);
    echo "main is over\n";');
run(function () use ($dir) {
    go(function () use ($dir) { require_once "$dir/a.php"; echo "a ", defined('A') ? 'A' : '-', "\n"; });
    go(function () use ($dir) { require_once "$dir/b.php"; echo "b ", defined('B') ? 'B' : '-', "\n"; });
    go(function () use ($dir) { require_once "$dir/a.php"; echo "again ", defined('A') ? 'A' : '-', "\n"; });
});
run(fn() => require_once "$dir/main.php");
array_map(unlink(...), glob("$dir/*.php"));
rmdir($dir);
?>
--EXPECT--
b B
a A
again A
true in the child
main is over
