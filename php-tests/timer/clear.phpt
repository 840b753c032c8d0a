--TEST--
clear() ends a timer; false when there is none
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

class Held
{
    public function __destruct() { echo "released\n"; }
}

var_dump(Timer::clear(1));
run(function () {
    $held = new Held;
    $id = Timer::after(1000, function () use ($held) { echo "never\n"; });
    unset($held);
    var_dump(Timer::clear($id), Timer::clear($id), Timer::exists($id), Timer::clear(-5));
    try {
        Timer::clear('x');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
bool(false)
released
bool(true)
bool(false)
bool(false)
bool(false)
Peregrine\Timer::clear(): Argument #1 ($timer_id) must be of type int, string given
