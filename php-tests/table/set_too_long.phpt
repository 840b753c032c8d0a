--TEST--
A string longer than its column is refused with a warning, not cut
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table();
var_dump($table->set('row', ['n' => 1, 's' => str_repeat('x', 17)]));
var_dump($table->exists('row'), $table->count());
var_dump($table->set('row', ['n' => 1, 's' => str_repeat('x', 16)]));
var_dump($table->set('row', ['n' => 2, 's' => 123456789012345678]));
echo json_encode($table->get('row')), "\n";
?>
--EXPECTF--

Warning: Peregrine\Table::set(): column "s" holds 16 bytes and the value has 17; nothing was stored: give the column a larger size or cut the value in %s on line %d
bool(false)
bool(false)
int(0)
bool(true)

Warning: Peregrine\Table::set(): column "s" holds 16 bytes and the value has 18; nothing was stored: give the column a larger size or cut the value in %s on line %d
bool(false)
{"n":1,"f":0,"s":"xxxxxxxxxxxxxxxx"}
