--TEST--
Numbers that do not fit 32 bits are refused; an Atomic is neither cloned nor serialized
--FILE--
<?php
use Peregrine\Atomic;

require __DIR__ . '/../include/caught.php';

$atomic = new Atomic(3);
caught(fn() => new Atomic(-1));
caught(fn() => new Atomic(2 ** 32));
caught(fn() => new Atomic('many'));
caught(fn() => $atomic->set(-1));
caught(fn() => $atomic->set(2 ** 32));
caught(fn() => $atomic->set());
caught(fn() => $atomic->add(2 ** 32));
caught(fn() => $atomic->sub(-(2 ** 32)));
caught(fn() => $atomic->cmpset(-1, 0));
caught(fn() => $atomic->cmpset(3, 2 ** 32));
caught(fn() => $atomic->cmpset(3));
caught(fn() => $atomic->get(1));
caught(fn() => $atomic->wakeup(0));
caught(fn() => $atomic->wakeup(-1));
caught(fn() => $atomic->wait('long'));
caught(fn() => clone $atomic);
caught(fn() => serialize($atomic));
var_dump($atomic->get());
?>
--EXPECT--
ValueError: Peregrine\Atomic::__construct(): Argument #1 ($value) must be from 0 to 4294967295: see Atomic\Long
ValueError: Peregrine\Atomic::__construct(): Argument #1 ($value) must be from 0 to 4294967295: see Atomic\Long
TypeError: Peregrine\Atomic::__construct(): Argument #1 ($value) must be of type int, string given
ValueError: Peregrine\Atomic::set(): Argument #1 ($value) must be from 0 to 4294967295: see Atomic\Long
ValueError: Peregrine\Atomic::set(): Argument #1 ($value) must be from 0 to 4294967295: see Atomic\Long
ArgumentCountError: Peregrine\Atomic::set() expects exactly 1 argument, 0 given
ValueError: Peregrine\Atomic::add(): Argument #1 ($add_value) must be from -4294967295 to 4294967295: see Atomic\Long
ValueError: Peregrine\Atomic::sub(): Argument #1 ($sub_value) must be from -4294967295 to 4294967295: see Atomic\Long
ValueError: Peregrine\Atomic::cmpset(): Argument #1 ($cmp_value) must be from 0 to 4294967295: see Atomic\Long
ValueError: Peregrine\Atomic::cmpset(): Argument #2 ($new_value) must be from 0 to 4294967295: see Atomic\Long
ArgumentCountError: Peregrine\Atomic::cmpset() expects exactly 2 arguments, 1 given
ArgumentCountError: Peregrine\Atomic::get() expects exactly 0 arguments, 1 given
ValueError: Peregrine\Atomic::wakeup(): Argument #1 ($count) must be at least 1
ValueError: Peregrine\Atomic::wakeup(): Argument #1 ($count) must be at least 1
TypeError: Peregrine\Atomic::wait(): Argument #1 ($timeout) must be of type float, string given
Error: Trying to clone an uncloneable object of class Peregrine\Atomic
Exception: Serialization of 'Peregrine\Atomic' is not allowed
int(3)
