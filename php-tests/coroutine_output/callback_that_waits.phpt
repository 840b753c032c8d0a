--TEST--
An output callback, print_r(…, true) and highlight_string() inside coroutines
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Waits
{
    public function __debugInfo() { Coroutine::sleep(0.001); return ['n' => 1]; }
}

run(function () {
    for ($i = 0; $i < 2; $i++) {
        $ids[] = go(function () use ($i, &$all) {
            $all[$i] = preg_replace('/\s+/', ' ', print_r([$i, new Waits], true)) . var_export($i, true);
        });
    }
    Coroutine::join($ids);
    print_r($all);
});
?>
--EXPECT--
Array
(
    [0] => Array ( [0] => 0 [1] => Waits Object ( [n] => 1 ) ) 0
    [1] => Array ( [0] => 1 [1] => Waits Object ( [n] => 1 ) ) 1
)
