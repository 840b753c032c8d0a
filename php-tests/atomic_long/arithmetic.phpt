--TEST--
add(), sub(), set(), get() and cmpset(); sums wrap at 64 bits
--FILE--
<?php
use Peregrine\Atomic\Long;

$long = new Long(-5);
var_dump($long->get(), $long->add(), $long->add(10), $long->sub(4), $long->sub());
var_dump($long->set(PHP_INT_MAX), $long->add() === PHP_INT_MIN, $long->sub() === PHP_INT_MAX);
var_dump($long->cmpset(1, 7), $long->cmpset(PHP_INT_MAX, 7), $long->get());
var_dump((new Long)->get());
?>
--EXPECT--
int(-5)
int(-4)
int(6)
int(2)
int(1)
NULL
bool(true)
bool(true)
bool(false)
bool(true)
int(7)
int(0)
