--TEST--
count(), sizes and stats()
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

$table = table(20);
var_dump(count($table), $table->count(), $table->getSize(), $table->size);
var_dump($table->getMemorySize() === $table->memorySize, $table->memorySize >= 20 * 2 * (8 + 8 + 8 + 16), $table->memorySize < 100_000);
for ($n = 0; $n < 12; $n++) {
    $table->set("key $n", ['n' => $n]);
}
$table->set('key 1', ['n' => 5]);
$table->incr('key 1', 'n');
$table->del('key 2');
$table->del('no key');
var_dump(count($table));
$stats = $table->stats();
echo implode(' ', array_keys($stats)), "\n";
unset($stats['conflict_count'], $stats['conflict_max_level']);
echo json_encode($stats), "\n";
$table->replace(['a' => [], 'b' => []]);
echo json_encode(array_intersect_key($table->stats(), ['num' => 1, 'insert_count' => 1, 'delete_count' => 1, 'available_slice_num' => 1])), "\n";
caught(fn() => $table->stats(1));
caught(fn() => $table->count(1));
?>
--EXPECT--
int(0)
int(0)
int(20)
int(20)
bool(true)
bool(true)
bool(true)
int(11)
num conflict_count conflict_max_level insert_count update_count delete_count available_slice_num total_slice_num
{"num":11,"insert_count":12,"update_count":2,"delete_count":1,"available_slice_num":9,"total_slice_num":20}
{"num":2,"insert_count":14,"delete_count":1,"available_slice_num":18}
ArgumentCountError: Peregrine\Table::stats() expects exactly 0 arguments, 1 given
ArgumentCountError: Peregrine\Table::count() expects exactly 0 arguments, 1 given
