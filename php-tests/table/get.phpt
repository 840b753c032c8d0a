--TEST--
get() gives false for a missing row and refuses unknown columns
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table();
$table->set('row', ['n' => 1]);
var_dump($table->get('no'), $table->get('no', 'n'), $table->get('row', null) === $table->get('row'));
caught(fn() => $table->get('row', 'm'));
caught(fn() => $table->get('row', 'something else'));
caught(fn() => $table->get('row', []));
caught(fn() => $table->get());
$row = $table->get('row');
$row['n'] = 2;
$row[] = 'more';
unset($row['f']);
echo json_encode($row), json_encode($table->get('row')), "\n";
?>
--EXPECT--
bool(false)
bool(false)
bool(true)
ValueError: the table has no column "m": did you mean "n"?
ValueError: the table has no column "something else": it has "n", "f", "s"
TypeError: Peregrine\Table::get(): Argument #2 ($field) must be of type string, array given
ArgumentCountError: Peregrine\Table::get() expects at least 1 argument, 0 given
{"n":2,"s":"","0":"more"}{"n":1,"f":0,"s":""}
