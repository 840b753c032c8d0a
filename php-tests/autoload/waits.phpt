--TEST--
An autoloader that waits does not hide its class: two hundred coroutines find it, loaded once
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

$loads = [];
spl_autoload_register(function (string $class) use (&$loads) {
    $loads[$class] = ($loads[$class] ?? 0) + 1;
    Coroutine::sleep(0.01);
    eval("class $class { function name() { return '$class'; } }");
});
$right = 0;
run(function () use (&$right) {
    for ($i = 0; $i < 200; $i++) {
        go(function () use ($i, &$right) {
            $class = 'C' . $i % 5;
            $right += (new $class)->name() === $class;
        });
    }
});
ksort($loads);
echo $right, ' ', json_encode($loads), "\n";
?>
--EXPECT--
200 {"C0":1,"C1":1,"C2":1,"C3":1,"C4":1}
