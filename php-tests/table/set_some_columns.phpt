--TEST--
set() changes the columns it is given; the others of a new row are zero and empty
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table();
var_dump($table->set('row', ['f' => 1.5]));
echo json_encode($table->get('row')), "\n";
$table->set('row', ['s' => 'text', 'n' => 7]);
echo json_encode($table->get('row')), "\n";
$table->set('row', ['s' => 'x']);
$table->set('row', []);
echo json_encode($table->get('row')), "\n";
var_dump($table->set('empty', []));
echo json_encode($table->get('empty')), "\n";
?>
--EXPECT--
bool(true)
{"n":0,"f":1.5,"s":""}
{"n":7,"f":1.5,"s":"text"}
{"n":7,"f":1.5,"s":"x"}
bool(true)
{"n":0,"f":0,"s":""}
