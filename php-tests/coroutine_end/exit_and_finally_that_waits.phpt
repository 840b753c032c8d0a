--TEST--
After exit, a wait in a finally block does not hold up the end
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
use Peregrine\Coroutine;
use function Peregrine\{run, go};
run(function () {
    go(function () {
        try {
            Coroutine::yield();
        } finally {
            echo "finally begins\n";
            try {
                Coroutine::sleep(60);
                echo "never: slept\n";
            } finally {
                echo "inner finally\n";
            }
        }
    });
    go(function () {
        try {
            Coroutine::yield();
        } finally {
            go(function () { echo "started while ending\n"; Coroutine::sleep(60); echo "never\n"; });
        }
    });
    exit(1);
});
PHP);
?>
--EXPECT--
finally begins
inner finally
started while ending
status 1
