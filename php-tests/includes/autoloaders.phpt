--TEST--
A file whose own code registers an autoloader is included for good, so that they do not pile up
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

$dir = sys_get_temp_dir() . '/peregrine-autoloaders-' . bin2hex(random_bytes(6));
mkdir($dir);
file_put_contents("$dir/autoload.php", '<?php spl_autoload_register(function ($class) { eval("class $class {}"); });');
run(function () use ($dir) {
    for ($i = 0; $i < 5; $i++) {
        Coroutine::isolate(function () use ($dir, $i) {
            require_once "$dir/autoload.php";
            $class = "C$i";
            echo get_class(new $class), ' ', count(spl_autoload_functions()), "\n";
        });
    }
});
unlink("$dir/autoload.php");
rmdir($dir);
?>
--EXPECT--
C0 1
C1 1
C2 1
C3 1
C4 1
