<?php
/**
 * What a switch between two coroutines costs, with and without a request state each, by `request-state.php`:
 * `php -n -d extension=… bench/request-state-turns.php`. Prints "name⇥ns" for each: the least of nine measurements of a
 * suspend and a resume, the loop around them included.
 */
declare(strict_types=1);

use Peregrine\Coroutine;
use function Peregrine\run;

final class One
{
    public static $a = 1, $b = 2, $c = [3];
}
final class Two
{
    public static $a = 1, $b = 2;
}
final class Three
{
    public static $a = 1, $b = 2;
}

/** One coroutine resumes another, which yields, so often. */
function pair(callable $start, int $n): float
{
    $least = INF;
    $start(function () use ($start, $n, &$least): void {
        $other = $start(function (): void {
            while (Coroutine::yield()) {
            }
        });
        for ($repeat = 0; $repeat < 9; $repeat++) {
            $before = hrtime(true);
            for ($i = 0; $i < $n; $i++) {
                Coroutine::resume($other);
            }
            $least = min($least, (hrtime(true) - $before) / $n);
        }
        Coroutine::cancel($other);
    });
    return $least;
}

[One::$a, Two::$a, Three::$a] = [1, 1, 1];
run(function (): void {
    printf("bare\t%.1f\n", pair(Coroutine::create(...), 200_000));
    printf("states\t%.1f\n", pair(Coroutine::isolate(...), 100_000));
    Coroutine::isolate(classes: [One::class, Two::class, Three::class]);
    printf("states, 3 classes\t%.1f\n", pair(Coroutine::isolate(...), 100_000));
});
