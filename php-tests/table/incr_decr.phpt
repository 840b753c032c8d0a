--TEST--
incr() and decr() change a number in one step and make missing rows
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table();
var_dump($table->incr('a', 'n'), $table->incr('a', 'n', 10), $table->decr('a', 'n', 4), $table->decr('a', 'n'), $table->incr('a', 'n', -8));
var_dump($table->incr('a', 'f'), $table->incr('a', 'f', 0.25), $table->decr('a', 'f', 2), $table->decr('b', 'f', 0.5), $table->incr('b', 'n', '3'));
echo json_encode($table->get('a')), json_encode($table->get('b')), "\n";

$table->set('edge', ['n' => PHP_INT_MAX]);
var_dump($table->incr('edge', 'n'), $table->decr('edge', 'n', PHP_INT_MIN), $table->get('edge', 'n') === PHP_INT_MAX, $table->decr('edge', 'n'));
var_dump($table->incr('a', 's'), $table->decr('a', 's', 2));
var_dump($table->incr('a', 'n', 1.5));
caught(fn() => $table->incr('a', 'm'));
caught(fn() => $table->decr('a', 'fl'));
caught(fn() => $table->incr('a', 'n', 'x'));
caught(fn() => $table->decr('a', 'n', []));
caught(fn() => $table->incr('a', 'n', null));
caught(fn() => $table->incr('a'));
echo json_encode($table->get('a')), "\n";
?>
--EXPECTF--
int(1)
int(11)
int(7)
int(6)
int(-2)
float(1)
float(1.25)
float(-0.75)
float(-0.5)
int(3)
{"n":-2,"f":-0.75,"s":""}{"n":3,"f":-0.5,"s":""}

Warning: Peregrine\Table::incr(): column "n" would leave the range of a 64-bit integer; it was not changed in %s on line %d

Warning: Peregrine\Table::decr(): column "n" would leave the range of a 64-bit integer; it was not changed in %s on line %d
bool(false)
bool(false)
bool(true)
int(9223372036854775806)

Warning: Peregrine\Table::incr(): column "s" holds strings: there is nothing to add to in %s on line %d

Warning: Peregrine\Table::decr(): column "s" holds strings: there is nothing to add to in %s on line %d
bool(false)
bool(false)

Deprecated: Implicit conversion from float 1.5 to int loses precision in %s on line %d
int(-1)
ValueError: the table has no column "m": did you mean "n"?
ValueError: the table has no column "fl": did you mean "f"?
TypeError: Peregrine\Table::incr(): Argument #3 ($incrby) must be of type int|float, string given
TypeError: Peregrine\Table::decr(): Argument #3 ($incrby) must be of type int|float, array given
TypeError: Peregrine\Table::incr(): Argument #3 ($incrby) must be of type int|float, null given
ArgumentCountError: Peregrine\Table::incr() expects at least 2 arguments, 1 given
{"n":-1,"f":-0.75,"s":""}
