--TEST--
A table of N rows holds N, whatever the keys; the next is refused with a warning until a row is free
--FILE--
<?php
require __DIR__ . '/../include/table.php';

foreach ([1, 2, 3, 7, 8, 64, 100, 1000, 4097] as $size) {
    $table = table($size);
    $stored = 0;
    for ($n = 0; $n < $size; $n++) {
        $stored += $table->set("key $n", ['n' => $n, 's' => "s$n"]);
    }
    $refused = @$table->set('one more', ['n' => 1]) === false && @$table->incr('one more', 'n') === false;
    $whole = true;
    for ($n = 0; $n < $size; $n++) {
        $whole = $whole && $table->get("key $n") === ['n' => $n, 'f' => 0.0, 's' => "s$n"];
    }
    $again = $table->set('key 0', ['n' => 5]) && $table->del('key 0') && $table->set('one more', []) && $table->count() === $size;
    echo "$size: $stored stored, ", var_export([$refused, $whole, $again] === [true, true, true], true), "\n";
}
var_dump($table->set('two more', []), $table->incr('two more', 'n'), $table->exists('two more'));
?>
--EXPECTF--
1: 1 stored, true
2: 2 stored, true
3: 3 stored, true
7: 7 stored, true
8: 8 stored, true
64: 64 stored, true
100: 100 stored, true
1000: 1000 stored, true
4097: 4097 stored, true

Warning: Peregrine\Table::set(): the table is full: all its 4097 rows are in use; create it with a larger size in %s on line %d

Warning: Peregrine\Table::incr(): the table is full: all its 4097 rows are in use; create it with a larger size in %s on line %d
bool(false)
bool(false)
bool(false)
