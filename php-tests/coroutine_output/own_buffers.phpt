--TEST--
Each coroutine has its own output buffers, nested ones too
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    ob_start();
    echo 'main ';
    $ids = [];
    for ($i = 1; $i <= 3; $i++) {
        $ids[] = go(function () use ($i, &$texts) {
            $texts["level at start $i"] = ob_get_level();
            ob_start();
            echo "outer $i ";
            Coroutine::sleep(0.001);
            ob_start(fn($text) => strtoupper($text));
            echo "inner $i ";
            Coroutine::sleep(0.001);
            $texts["levels $i"] = ob_get_level();
            ob_end_flush();
            Coroutine::sleep(0.001);
            echo "after $i";
            $texts["text $i"] = ob_get_clean();
        });
    }
    echo 'main again ';
    Coroutine::join($ids);
    echo 'main last';
    $main = ob_get_clean();
    ksort($texts);
    echo $main, "\n", json_encode($texts, JSON_PRETTY_PRINT), "\n", ob_get_level(), "\n";
});
?>
--EXPECT--
main main again main last
{
    "level at start 1": 0,
    "level at start 2": 0,
    "level at start 3": 0,
    "levels 1": 2,
    "levels 2": 2,
    "levels 3": 2,
    "text 1": "outer 1 INNER 1 after 1",
    "text 2": "outer 2 INNER 2 after 2",
    "text 3": "outer 3 INNER 3 after 3"
}
0
