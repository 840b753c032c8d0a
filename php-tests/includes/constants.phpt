--TEST--
define() from the same line in another request gives that request its own value; from elsewhere, or twice, it warns
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

function read_it() { return STARTED; }

$dir = sys_get_temp_dir() . '/peregrine-constants-' . bin2hex(random_bytes(6));
mkdir($dir);
file_put_contents("$dir/index.php", '<?php
define("STARTED", $GLOBALS["n"] * 10);
define("App\LIST", ["n" => $GLOBALS["n"]]);
defined("MODE") || define("MODE", "x");
$before = read_it();
Peregrine\Coroutine::sleep(0.002 * (5 - $GLOBALS["n"]++));
return [$before, read_it(), STARTED, constant("STARTED"), \App\LIST, MODE];');
$n = 1;
run(function () use ($dir) {
    for ($i = 0; $i < 4; $i++) {
        $ids[] = Coroutine::isolate(function () use ($dir) {
            $GLOBALS['values'][] = include "$dir/index.php";
        });
    }
    Coroutine::join($ids);
    Coroutine::isolate(function () use ($dir) {
        for ($i = 0; $i < 2; $i++) {
            define('TWICE', $i);
        }
        define('STARTED', 'elsewhere');
    });
});
sort($values);
foreach ($values as $value) {
    echo json_encode($value), "\n";
}
echo 'the process has ', STARTED, ' and ', json_encode(App\LIST), "\n";
unlink("$dir/index.php");
rmdir($dir);
?>
--EXPECTF--
Warning: Constant TWICE already defined%S in %s on line %d

Warning: Constant STARTED already defined%S in %s on line %d
[10,10,10,10,{"n":1},"x"]
[20,20,20,20,{"n":2},"x"]
[30,30,30,30,{"n":3},"x"]
[40,40,40,40,{"n":4},"x"]
the process has 10 and {"n":1}
