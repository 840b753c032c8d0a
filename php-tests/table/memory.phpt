--TEST--
Ten thousand calls of each kind leave no memory behind
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table(200);
$calls = function () use ($table) {
    for ($n = 0; $n < 10_000; $n++) {
        $table->set("key " . $n % 50, ['n' => $n, 's' => "text $n"]);
        $table->set("key " . $n % 50, ['n' => "$n", 's' => $n]);
        @$table->set("key", ['s' => str_repeat('x', 20)]);
        $table->get('key 7');
        $table->get('key 7', 's');
        $table->incr('key 7', 'n');
        try {
            $table->set('key 7', ['s' => "x$n", 'n' => []]);
        } catch (TypeError) {
        }
    }
    for ($n = 0; $n < 200; $n++) {
        iterator_to_array($table);
        $table->replace(array_fill(0, 50, ['s' => "row $n", 'n' => "$n"]));
    }
};
$calls();
$before = memory_get_usage();
$calls();
var_dump(memory_get_usage() - $before < 1000);
?>
--EXPECT--
bool(true)
