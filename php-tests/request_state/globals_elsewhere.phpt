--TEST--
runScript(): a script that a script runs shares its variables; another coroutine or Fiber of the request has to wait for its end
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

$dir = sys_get_temp_dir() . '/peregrine-globals-elsewhere-' . bin2hex(random_bytes(6));

function attempt(string $who): void
{
    try {
        $said = Coroutine::runScript($_GET['dir'] . '/inner.php');
    } catch (Peregrine\Error $error) {
        $said = strstr($error->getMessage(), ',', true);
    }
    echo "$who: $said\n";
}

mkdir($dir);
file_put_contents("$dir/outer.php", '<?php
$n = [str_repeat("a", 10)];
$children[] = Peregrine\go(fn () => attempt("child"));
$fiber = new Fiber(fn () => attempt("fiber"));
$fiber->start();
attempt("nested");
$children[] = Peregrine\go(fn () => attempt("second child"));
echo json_encode($n), "\n";
$ends = $_GET["ends"];
$ends === "throw" && throw new Exception("thrown");
');
file_put_contents("$dir/inner.php", '<?php
$n[] = str_repeat("b", 10);
Peregrine\Coroutine::sleep(0.001);
$n[] = count($n);
return json_encode($n);
');
try {
    foreach (['return', 'throw'] as $ends) {
        run(function () use ($dir, $ends) {
            Coroutine::isolate(function () use ($dir, $ends) {
                $_GET = ['dir' => $dir, 'ends' => $ends];
                register_shutdown_function(fn () => attempt('shutdown'));
                try {
                    Coroutine::runScript("$dir/outer.php");
                } catch (Exception $error) {
                    echo $error->getMessage(), "\n";
                }
                attempt('after it');
            });
        });
    }
} finally {
    array_map(unlink(...), glob("$dir/*"));
    rmdir($dir);
}
?>
--EXPECT--
child: a script of this request runs in another coroutine or Fiber
fiber: a script of this request runs in another coroutine or Fiber
nested: ["aaaaaaaaaa","bbbbbbbbbb",2]
second child: a script of this request runs in another coroutine or Fiber
["aaaaaaaaaa","bbbbbbbbbb",2]
after it: ["aaaaaaaaaa","bbbbbbbbbb",2,"bbbbbbbbbb",4]
shutdown: ["aaaaaaaaaa","bbbbbbbbbb",2,"bbbbbbbbbb",4,"bbbbbbbbbb",6]
child: a script of this request runs in another coroutine or Fiber
fiber: a script of this request runs in another coroutine or Fiber
nested: ["aaaaaaaaaa","bbbbbbbbbb",2]
second child: a script of this request runs in another coroutine or Fiber
["aaaaaaaaaa","bbbbbbbbbb",2]
thrown
after it: ["aaaaaaaaaa","bbbbbbbbbb",2,"bbbbbbbbbb",4]
shutdown: ["aaaaaaaaaa","bbbbbbbbbb",2,"bbbbbbbbbb",4,"bbbbbbbbbb",6]
