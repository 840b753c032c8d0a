--TEST--
foreach gives every key and row once; rewind(), valid(), current(), key() and next() are the parts of it
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table();
foreach ($table as $row) {
    echo "there is none\n";
}
var_dump($table->valid(), $table->current(), $table->key());
for ($n = 0; $n < 50; $n++) {
    $table->set((string) $n, ['n' => $n, 's' => "row $n"]);
}
for ($round = 0; $round < 2; $round++) {
    $seen = [];
    foreach ($table as $key => $row) {
        var_dump_if($key !== (string) $row['n'] || $row !== ['n' => (int) $key, 'f' => 0.0, 's' => "row $key"]);
        $seen[] = $row['n'];
    }
    sort($seen);
    var_dump($seen === range(0, 49));
}
function var_dump_if(bool $wrong): void
{
    if ($wrong) {
        echo "wrong\n";
    }
}
foreach ($table as $first => $row) {
    break;
}
var_dump($table->valid(), $table->key());
$table->rewind();
var_dump($table->valid(), $table->key() === $first, $table->current() === $row);
$table->next();
var_dump($table->key() === $first);
$table->rewind();
var_dump($table->key() === $first, count(iterator_to_array($table)), $table->valid());
$table->next();
var_dump($table->valid(), $table->current(), $table->key());
caught(fn() => $table->rewind(1));
caught(fn() => $table->next(1));
?>
--EXPECT--
bool(false)
NULL
NULL
bool(true)
bool(true)
bool(false)
NULL
bool(true)
bool(true)
bool(true)
bool(false)
bool(true)
int(50)
bool(true)
bool(true)
array(3) {
  ["n"]=>
  int(1)
  ["f"]=>
  float(0)
  ["s"]=>
  string(5) "row 1"
}
string(1) "1"
ArgumentCountError: Peregrine\Table::rewind() expects exactly 0 arguments, 1 given
ArgumentCountError: Peregrine\Table::next() expects exactly 0 arguments, 1 given
