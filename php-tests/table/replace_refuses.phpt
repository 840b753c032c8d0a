--TEST--
When replace() throws, the old rows stay
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table(3);
$table->set('old', ['n' => 1, 's' => 'kept']);
$fresh = ['a' => ['n' => 2], 'b' => ['n' => 3]];
caught(fn() => $table->replace($fresh + ['c' => [], 'd' => []]));
caught(fn() => $table->replace((function () { for ($n = 0; $n < 5; $n++) yield $n => []; })()));
caught(fn() => $table->replace($fresh + ['c' => ['m' => 1]]));
caught(fn() => $table->replace($fresh + ['c' => ['n' => 'x']]));
caught(fn() => $table->replace($fresh + ['c' => ['s' => str_repeat('x', 17)]]));
caught(fn() => $table->replace($fresh + [str_repeat('k', 65) => []]));
caught(fn() => $table->replace($fresh + ['c' => 'no row']));
caught(fn() => $table->replace($fresh + ['c' => null]));
caught(fn() => $table->replace((function () { yield 'a' => []; throw new LogicException('the source failed'); })()));
caught(fn() => $table->replace((function () { yield [] => []; })()));
caught(fn() => $table->replace('rows'));
caught(fn() => $table->replace(new stdClass));
caught(fn() => $table->replace());
foreach ($table as $key => $row) {
    echo $key, json_encode($row), "\n";
}
?>
--EXPECTF--
Peregrine\Exception: 4 rows do not fit a table of 3: create it with a larger size
Peregrine\Exception: 5 rows do not fit a table of 3: create it with a larger size
ValueError: the table has no column "m": did you mean "n"?
TypeError: column "n" holds int, "x" given
ValueError: column "s" holds 16 bytes and the value has 17; nothing was stored: give the column a larger size or cut the value
ValueError: a table key has at most 64 bytes, this one has 65; use a hash of it as the key
TypeError: a row must be an array of columns, string given
TypeError: a row must be an array of columns, null given
LogicException: the source failed
TypeError: %sffset%s
TypeError: Peregrine\Table::replace(): Argument #1 ($rows) must be of type Traversable|array, string given
TypeError: Peregrine\Table::replace(): Argument #1 ($rows) must be of type Traversable|array, stdClass given
ArgumentCountError: Peregrine\Table::replace() expects exactly 1 argument, 0 given
old{"n":1,"f":0,"s":"kept"}
