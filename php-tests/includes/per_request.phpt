--TEST--
Each request runs a script that it requires once, and gets its own value; what declares is included for good
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

$dir = sys_get_temp_dir() . '/peregrine-per-request-' . bin2hex(random_bytes(6));
mkdir($dir);
file_put_contents("$dir/index.php", '<?php
    require_once __DIR__ . "/Model.php";
    require_once __DIR__ . "/functions.php";
    require_once __DIR__ . "/boot.php";
    $app = require_once __DIR__ . "/app.php";
    Peregrine\Coroutine::sleep(0.005 * (3 - $GLOBALS["n"] % 3));
    $again = require_once __DIR__ . "/app.php";
    return [$app->n, $again, (new Model)->name(), helper(), is_object(require_once __DIR__ . "/conditional.php"), basename(get_included_files()[0])];');
file_put_contents("$dir/app.php", '<?php $app = new stdClass; $app->n = ++$GLOBALS["n"]; $closure = fn() => 1; $anonymous = new class {}; return $app;');
file_put_contents("$dir/Model.php", '<?php class Model extends Base { function name() { return "model"; } } $GLOBALS["models"] = ($GLOBALS["models"] ?? 0) + 1;');
file_put_contents("$dir/Base.php", '<?php abstract class Base {}');
file_put_contents("$dir/functions.php", '<?php function helper() { return "helped"; }');
file_put_contents("$dir/conditional.php", '<?php if (!function_exists("maybe")) { function maybe() {} } if (!class_exists("Perhaps", false)) { class Perhaps {} } return new Perhaps;');
file_put_contents("$dir/boot.php", '<?php $GLOBALS["boots"] = ($GLOBALS["boots"] ?? 0) + 1;');
spl_autoload_register(fn($class) => require "$dir/$class.php");

$n = 0;
require_once "$dir/boot.php";
run(function () use ($dir) {
    for ($i = 0; $i < 6; $i++) {
        $ids[] = Coroutine::isolate(function () use ($dir, $i) {
            $value = include "$dir/index.php";
            $GLOBALS['values'][$i] = $value;
        });
    }
    Coroutine::join($ids);
    Coroutine::isolate(function () use ($dir) {
        $GLOBALS['values'][6] = include "$dir/index.php";
    });
});
ksort($values);
foreach ($values as $value) {
    echo json_encode($value), "\n";
}
echo "models $models, boots $boots, process ", count(get_included_files()), "\n";
var_dump(require_once "$dir/app.php");
array_map(unlink(...), glob("$dir/*.php"));
rmdir($dir);
?>
--EXPECTF--
[1,true,"model","helped",true,"index.php"]
[2,true,"model","helped",true,"index.php"]
[3,true,"model","helped",true,"index.php"]
[4,true,"model","helped",true,"index.php"]
[5,true,"model","helped",true,"index.php"]
[6,true,"model","helped",true,"index.php"]
[7,true,"model","helped",true,"index.php"]
models 1, boots 1, process 2
object(stdClass)#%d (1) {
  ["n"]=>
  int(8)
}
