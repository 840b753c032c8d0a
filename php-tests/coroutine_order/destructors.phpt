--TEST--
Destructors may wait: at the end of a scope, of a coroutine, and on unset()
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Slow
{
    public function __construct(private string $name) {}
    public function __destruct()
    {
        echo "$this->name begins\n";
        Coroutine::sleep(0.001);
        echo "$this->name ends in #", Coroutine::getCid(), "\n";
    }
}

run(function () {
    go(function () {
        $local = new Slow('local');
        $unset = new Slow('unset');
        unset($unset);
        echo "after unset\n";
    });
    echo "main\n";
});
echo "over\n";
?>
--EXPECT--
unset begins
main
unset ends in #2
after unset
local begins
local ends in #2
over
