--TEST--
A buffer of the code around run() stays its own
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

ob_start();
echo 'before ';
run(function () {
    ob_start();
    echo 'caught';
    Coroutine::sleep(0.001);
    $text = ob_get_clean();
    go(fn() => Coroutine::sleep(0.001));
});
echo 'after';
$text = ob_get_clean();
echo "[$text] ", ob_get_level(), "\n";
?>
--EXPECT--
[before after] 0
