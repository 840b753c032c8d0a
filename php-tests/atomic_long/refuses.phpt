--TEST--
Wrong arguments are refused; a Long is neither cloned nor serialized, nor waited for
--FILE--
<?php
use Peregrine\Atomic\Long;

require __DIR__ . '/../include/caught.php';

$long = new Long(3);
caught(fn() => new Long('many'));
caught(fn() => new Long(1, 2));
caught(fn() => $long->add([]));
caught(fn() => $long->sub('x'));
caught(fn() => $long->set());
caught(fn() => $long->get(1));
caught(fn() => $long->cmpset(3));
caught(fn() => $long->wait());
caught(fn() => clone $long);
caught(fn() => serialize($long));
var_dump($long->get());
?>
--EXPECT--
TypeError: Peregrine\Atomic\Long::__construct(): Argument #1 ($value) must be of type int, string given
ArgumentCountError: Peregrine\Atomic\Long::__construct() expects at most 1 argument, 2 given
TypeError: Peregrine\Atomic\Long::add(): Argument #1 ($add_value) must be of type int, array given
TypeError: Peregrine\Atomic\Long::sub(): Argument #1 ($sub_value) must be of type int, string given
ArgumentCountError: Peregrine\Atomic\Long::set() expects exactly 1 argument, 0 given
ArgumentCountError: Peregrine\Atomic\Long::get() expects exactly 0 arguments, 1 given
ArgumentCountError: Peregrine\Atomic\Long::cmpset() expects exactly 2 arguments, 1 given
Error: Call to undefined method Peregrine\Atomic\Long::wait()
Error: Trying to clone an uncloneable object of class Peregrine\Atomic\Long
Exception: Serialization of 'Peregrine\Atomic\Long' is not allowed
int(3)
