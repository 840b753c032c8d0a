--TEST--
What the context held is released in its coroutine, where its destructor may wait and defer
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go, defer};

class Held
{
    public function __destruct()
    {
        echo 'released in #', Coroutine::getCid(), "\n";
        defer(function () { echo "deferred\n"; });
        Coroutine::sleep(0.001);
        echo "waited\n";
    }
}

run(function () {
    $id = go(function () {
        defer(function () { echo "context at defer: ", count(Coroutine::getContext()), "\n"; });
        Coroutine::getContext()['held'] = new Held;
    });
    Coroutine::join([$id]);
    echo "joined\n";
});
?>
--EXPECT--
context at defer: 1
released in #2
waited
deferred
joined
