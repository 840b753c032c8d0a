--TEST--
error_reporting belongs to a coroutine: its change, and @ across waits
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

function wait_quietly()
{
    Coroutine::sleep(0.05);
    return $undefined;
}

run(function () {
    $ids[] = go(function () {
        $result = @wait_quietly();
        echo 'silenced: ', json_encode($result), ' ', error_reporting() === E_ALL ? 'all' : 'less', "\n";
    });
    $ids[] = go(function () {
        $old = error_reporting(E_ALL & ~E_WARNING);
        Coroutine::sleep(0.001);
        echo 'less in #', Coroutine::getCid(), ': ', error_reporting() === (E_ALL & ~E_WARNING) ? 'yes' : 'no', "\n";
        echo $nothing;
    });
    echo 'main: ', error_reporting() === E_ALL ? 'all' : 'less', "\n";
    // Started below @, a child reports all the same.
    @go(function () { echo 'below @: ', error_reporting() === E_ALL ? 'all' : 'less', "\n"; });
    Coroutine::join($ids);
    go(function () { echo 'new on the same stack: ', error_reporting() === E_ALL ? 'all' : 'less', "\n"; });
});
echo 'after: ', error_reporting() === E_ALL ? 'all' : 'less', "\n";
echo $reported;
?>
--EXPECTF--
main: all
below @: all
less in #3: yes
silenced: null all
new on the same stack: all
after: all

Warning: Undefined variable $reported in %s on line %d
