--TEST--
del() and exists(), and their other names delete() and exist()
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table();
$table->set('a', []);
$table->set('b', []);
var_dump($table->exists('a'), $table->exist('a'), $table->exists('c'), $table->exist('c'));
var_dump($table->del('a'), $table->del('a'), $table->exists('a'), $table->delete('b'), $table->delete('b'), $table->count());
caught(fn() => $table->del());
caught(fn() => $table->exists([]));
?>
--EXPECT--
bool(true)
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
bool(false)
bool(true)
bool(false)
int(0)
ArgumentCountError: Peregrine\Table::del() expects exactly 1 argument, 0 given
TypeError: Peregrine\Table::exists(): Argument #1 ($key) must be of type string, array given
