--TEST--
A buffer a coroutine leaves open is flushed when it ends; nobody else sees it
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    go(function () {
        ob_start(fn($text) => "[$text]");
        ob_start();
        echo 'left open';
    });
    echo "\n", ob_get_level(), "\n";
    // The next coroutine on the same stack begins without buffers.
    go(function () { echo ob_get_level(), "\n"; });
    $id = go(function () {
        ob_start(fn($text) => "<$text>");
        echo 'cancelled';
        Coroutine::sleep(10);
        ob_end_clean();
    });
    try {
        Coroutine::cancel($id, false);
    } finally {
        echo ob_get_level(), "\n";
    }
    go(function () {
        ob_start(fn($text) => "{{$text}}");
        echo 'exit';
        exit;
    });
});
?>
--EXPECT--
[left open]
0
0
0
{exit}
