--TEST--
getContext() is one ArrayObject a coroutine, gone with it
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Held
{
    public function __destruct() { echo "held is gone\n"; }
}

var_dump(Coroutine::getContext());
run(function () {
    $own = Coroutine::getContext();
    var_dump(get_class($own), $own instanceof ArrayObject, $own === Coroutine::getContext(0));
    $own['who'] = 'main';
    $id = go(function () {
        Coroutine::getContext()['who'] = 'child';
        Coroutine::getContext()['held'] = new Held;
        Coroutine::sleep(0.001);
        echo Coroutine::getContext()['who'], ' of ', Coroutine::getContext(Coroutine::getPcid())['who'], "\n";
    });
    var_dump(Coroutine::getContext($id)['who'], Coroutine::getContext(99));
    Coroutine::join([$id]);
    echo "child is over\n";
    var_dump(Coroutine::getContext($id));
    go(function () { var_dump(count(Coroutine::getContext())); });
});
?>
--EXPECT--
NULL
string(27) "Peregrine\Coroutine\Context"
bool(true)
bool(true)
string(5) "child"
NULL
child of main
held is gone
child is over
NULL
int(0)
