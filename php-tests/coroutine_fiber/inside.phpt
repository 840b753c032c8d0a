--TEST--
A user's Fiber suspends and resumes inside a coroutine while others run
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    for ($n = 1; $n <= 2; $n++) {
        go(function () use ($n) {
            $fiber = new Fiber(function (string $first) use ($n): string {
                echo "$n: $first\n";
                Coroutine::sleep(0.001);
                $second = Fiber::suspend("$n suspended");
                echo "$n: $second in #", Coroutine::getCid(), "\n";
                Coroutine::sleep(0.001);
                return "$n returned";
            });
            echo $fiber->start('first'), "\n";
            Coroutine::sleep(0.001);
            var_dump($fiber->isSuspended());
            $fiber->resume('second');
            echo $fiber->getReturn(), "\n";
        });
    }
    echo "main\n";
});
?>
--EXPECT--
1: first
2: first
main
1 suspended
2 suspended
bool(true)
1: second in #2
bool(true)
2: second in #3
1 returned
2 returned
