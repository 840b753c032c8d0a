--TEST--
An error handler may wait, and throw
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

run(function () {
    set_error_handler(function (int $type, string $text) {
        Coroutine::sleep(0.001);
        echo "handled $text in #", Coroutine::getCid(), "\n";
        throw new ErrorException($text);
    });
    for ($i = 0; $i < 3; $i++) {
        go(function () use ($i) {
            try {
                echo $undefined[$i];
            } catch (ErrorException $e) {
                echo "caught {$e->getMessage()} in #", Coroutine::getCid(), "\n";
            }
        });
    }
    echo "main\n";
});
?>
--EXPECT--
main
handled Undefined variable $undefined in #2
caught Undefined variable $undefined in #2
handled Undefined variable $undefined in #3
caught Undefined variable $undefined in #3
handled Undefined variable $undefined in #4
caught Undefined variable $undefined in #4
