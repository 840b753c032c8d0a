--TEST--
Coroutine\Iterator and Timer\Iterator are ArrayIterators
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use function Peregrine\{run, go};

run(function () {
    go(fn() => Coroutine::sleep(0.001));
    Timer::after(1, fn() => null);
    foreach ([Coroutine::list(), Timer::list()] as $iterator) {
        echo get_parent_class($iterator), ' ', count($iterator), ' ', $iterator[0], ' ', json_encode($iterator->getArrayCopy()), "\n";
        $iterator->rewind();
        echo $iterator->valid() ? $iterator->current() : 'empty', "\n";
    }
});
?>
--EXPECT--
ArrayIterator 2 1 [1,2]
1
ArrayIterator 1 1 [1]
1
