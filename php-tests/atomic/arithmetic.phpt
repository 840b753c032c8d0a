--TEST--
add(), sub(), set(), get() and cmpset(); sums wrap at 32 bits
--FILE--
<?php
use Peregrine\Atomic;

$atomic = new Atomic;
var_dump($atomic->get(), $atomic->add(), $atomic->add(10), $atomic->sub(4), $atomic->sub());
var_dump($atomic->set(4294967295), $atomic->get(), $atomic->add(3), $atomic->sub(3));
var_dump($atomic->add(-5), $atomic->sub(-6));
var_dump($atomic->cmpset(1, 7), $atomic->cmpset(0, 7), $atomic->get());
var_dump((new Atomic(4294967295))->get());
?>
--EXPECT--
int(0)
int(1)
int(11)
int(7)
int(6)
NULL
int(4294967295)
int(2)
int(4294967295)
int(4294967290)
int(0)
bool(false)
bool(true)
int(7)
int(4294967295)
