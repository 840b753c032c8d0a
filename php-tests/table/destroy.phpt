--TEST--
destroy() gives the memory back; the table cannot be used after it
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table();
$table->set('a', ['n' => 1]);
$table->set('b', ['n' => 2]);
foreach ($table as $key => $row) {
    // The loop keeps what it walks.
    echo $key, ' ', $row['n'], "\n";
    $key === 'a' and var_dump($table->destroy());
}
caught(fn() => $table->get('a'));
caught(fn() => $table->destroy());
caught(fn() => $table->next());
caught(function () use ($table) {
    foreach ($table as $row) {
    }
});
var_dump($table->create(), $table->column('x', Peregrine\Table::TYPE_INT));
?>
--EXPECTF--
a 1
bool(true)
b 2
Peregrine\Error: the table has been destroyed: make a new one
Peregrine\Error: the table has been destroyed: make a new one
Peregrine\Error: the table has been destroyed: make a new one
Peregrine\Error: the table has been destroyed: make a new one

Warning: Peregrine\Table::create(): the table is created already in %s on line %d

Warning: Peregrine\Table::column(): the table is created already: declare all columns before create() in %s on line %d
bool(false)
bool(false)
