--TEST--
column() refuses what cannot be a column, and warns when the table is created
--FILE--
<?php
use Peregrine\Table;

require __DIR__ . '/../include/caught.php';

$table = new Table(10);
var_dump($table->column('int', Table::TYPE_INT), $table->column('small', Table::TYPE_INT, 1), $table->column('7', Table::TYPE_STRING, 3));
caught(fn() => $table->column('', Table::TYPE_INT));
caught(fn() => $table->column('int', Table::TYPE_FLOAT));
caught(fn() => $table->column("\xff", Table::TYPE_INT));
caught(fn() => $table->column('x', 4));
caught(fn() => $table->column('x', 0));
caught(fn() => $table->column('x', Table::TYPE_STRING));
caught(fn() => $table->column('x', Table::TYPE_STRING, -1));
caught(fn() => $table->column('x', Table::TYPE_STRING, 2 ** 31));
caught(fn() => $table->column('x'));
$table->create();
var_dump($table->column('late', Table::TYPE_INT));
$table->set('row', ['small' => 2 ** 40, 7 => 'abc', '7' => 'def']);
var_dump($table->get('row'), $table->get('row', 7));
?>
--EXPECTF--
bool(true)
bool(true)
bool(true)
ValueError: Peregrine\Table::column(): Argument #1 ($name) must not be empty
ValueError: Peregrine\Table::column(): Argument #1 ($name) must differ from the columns declared before
ValueError: Peregrine\Table::column(): Argument #1 ($name) must be valid UTF-8
ValueError: Peregrine\Table::column(): Argument #2 ($type) must be Table::TYPE_INT, TYPE_FLOAT or TYPE_STRING
ValueError: Peregrine\Table::column(): Argument #2 ($type) must be Table::TYPE_INT, TYPE_FLOAT or TYPE_STRING
ValueError: Peregrine\Table::column(): Argument #3 ($size) must be from 1 to 2147483647 bytes for a string column
ValueError: Peregrine\Table::column(): Argument #3 ($size) must be from 1 to 2147483647 bytes for a string column
ValueError: Peregrine\Table::column(): Argument #3 ($size) must be from 1 to 2147483647 bytes for a string column
ArgumentCountError: Peregrine\Table::column() expects at least 2 arguments, 1 given

Warning: Peregrine\Table::column(): the table is created already: declare all columns before create() in %s on line %d
bool(false)
array(3) {
  ["int"]=>
  int(0)
  ["small"]=>
  int(1099511627776)
  [7]=>
  string(3) "def"
}
string(3) "def"
