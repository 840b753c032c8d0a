--TEST--
Functions that usort() and its kin compare with may wait, and start coroutines, while others sort
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{go, run};

function sorted(int $sign): string
{
    $numbers = [3, 1, 2, 5, 4];
    usort($numbers, function ($a, $b) use ($sign) {
        Coroutine::sleep(0.0001);
        return $sign * ($a <=> $b);
    });
    return implode(' ', $numbers) . "\n";
}

run(function () {
    go(fn () => print(sorted(1)));
    go(fn () => print(sorted(-1)));
    go(function () {
        $numbers = [2, 1, 3];
        uasort($numbers, function ($a, $b) {
            go(fn () => sorted(-1));
            $inner = ['b' => 0, 'a' => 1];
            uksort($inner, fn ($a, $b) => $a <=> $b);
            return key($inner) === 'a' ? $a <=> $b : 0;
        });
        echo json_encode($numbers), "\n";
    });
});
run(function () {
    go(function () {
        $numbers = [2, 1];
        usort($numbers, fn () => throw new Exception('from within'));
    });
});
?>
--EXPECTF--
{"1":1,"0":2,"2":3}
%d %d %d %d %d
%d %d %d %d %d

%A: Uncaught Exception: from within in %a
