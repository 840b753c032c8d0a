--TEST--
replace() puts rows of any iterable in place of all others
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table(4);
$show = function () use ($table) {
    $rows = iterator_to_array($table);
    ksort($rows);
    echo json_encode($rows), "\n";
};
$table->set('old', ['n' => 1]);
var_dump($table->replace(['a' => ['n' => 1, 's' => 'x'], 'b' => []]));
$show();
$table->replace((function () use ($table) {
    echo 'while it is read: ', $table->count(), ' rows, ';
    $table->set('lost', []);
    echo $table->count(), "\n";
    yield 'c' => ['n' => '2'];
    yield 'd' => ['f' => 1];
    yield 'c' => ['s' => 'the last counts'];
})());
$show();
$table->replace(new ArrayObject([7 => ['n' => 7], 8 => ['n' => 8]]));
$show();
$table->replace(array_fill(0, 4, ['n' => 4]));
$show();
$table->set('0', ['n' => 5]);
$table->del('1');
var_dump($table->set('free', []), @$table->set('full', []));
$table->replace([]);
$show();
var_dump(count($table), $table->exists('0'));
for ($n = 0; $n < 4; $n++) {
    var_dump($table->set("again $n", []));
}
?>
--EXPECT--
NULL
{"a":{"n":1,"f":0,"s":"x"},"b":{"n":0,"f":0,"s":""}}
while it is read: 2 rows, 3
{"c":{"n":0,"f":0,"s":"the last counts"},"d":{"n":0,"f":1,"s":""}}
{"7":{"n":7,"f":0,"s":""},"8":{"n":8,"f":0,"s":""}}
[{"n":4,"f":0,"s":""},{"n":4,"f":0,"s":""},{"n":4,"f":0,"s":""},{"n":4,"f":0,"s":""}]
bool(true)
bool(false)
[]
int(0)
bool(false)
bool(true)
bool(true)
bool(true)
bool(true)
