--TEST--
Autoloading is re-entrant, and a circle of loads does not wait for itself
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

spl_autoload_register(function (string $class) {
    Coroutine::sleep(0.002);
    if (class_exists($class)) {
        echo "$class is there within its own load\n";
    }
    // Each asks for the other before it is declared.
    if ($class === 'Left' || $class === 'Right') {
        class_exists($class === 'Left' ? 'Right' : 'Left');
    }
    if (!class_exists($class, false)) {
        eval("class $class {}");
    }
});
run(function () {
    foreach (['Left', 'Right', 'Left', 'Right'] as $class) {
        go(function () use ($class) {
            echo get_class(new $class), "\n";
        });
    }
});
?>
--EXPECT--
Right
Right
Left
Left
