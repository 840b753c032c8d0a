--TEST--
A static method that the tracing JIT calls on an object, at every depth: the JIT does not give a page back that its frame got
--SKIPIF--
<?php
(function_exists('opcache_get_status') ? opcache_get_status(false)['jit']['on'] ?? false : false) or die('skip the JIT is off; phpt -c jit has it');
?>
--INI--
opcache.file_update_protection=0
opcache.jit=tracing
opcache.jit_hot_loop=64
opcache.jit_hot_func=8
opcache.jit_hot_return=8
opcache.jit_hot_side_exit=8
--FILE--
<?php
use function Peregrine\{run, go};

final class Text
{
    public function sum(int $n): int
    {
        return $this->twice($n) + $this->twice($n + 1) + $this->twice($n + 2);
    }

    // The trace of a call of a function that is not part of it makes room by a check; this one is part of sum()'s.
    private static function twice(int $n): int
    {
        $a = $n;
        $b = $a + $n;
        return strlen(str_repeat('a', $b - $b)) + $b;
    }
}

function below(int $depth, Text $text): int
{
    return $depth > 0 ? below($depth - 1, $text) : $text->sum(3) + deeper(40);
}

// Would run past the end of the page that sum() was on.
function deeper(int $n): int
{
    [$a, $b] = [$n, $n];
    return $n > 0 ? deeper($n - 1) + $a - $b : 0;
}

$text = new Text();
for ($i = 0; $i < 200; $i++) {
    $text->sum(1);
}
$wrong = $beside = [];
run(function () use ($text, &$wrong, &$beside) {
    // What lies behind the page of the stack that the coroutines below use one after another.
    $fill = function () use (&$beside) {
        for ($i = 0; $i < 100; $i++) {
            $beside[] = str_repeat('x', 16_000);
        }
    };
    $fill();
    go($fill);
    for ($depth = 0; $depth < 250; $depth++) {
        go(function () use ($depth, $text, &$wrong) {
            if (below($depth, $text) !== 24) {
                $wrong[] = $depth;
            }
        });
    }
});
echo json_encode($wrong), ' ', count(array_unique($beside)), "\n";
?>
--EXPECT--
[] 1
