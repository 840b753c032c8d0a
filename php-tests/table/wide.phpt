--TEST--
Rows of many columns
--FILE--
<?php
use Peregrine\Table;

foreach ([15, 16, 17, 63, 64, 65, 200] as $width) {
    $table = new Table(5);
    $row = [];
    for ($n = 0; $n < $width; $n++) {
        $table->column("column $n", [Table::TYPE_INT, Table::TYPE_FLOAT, Table::TYPE_STRING][$n % 3], 9);
        $row["column $n"] = [$n, $n / 2 + 0.25, "text $n"][$n % 3];
    }
    $table->create();
    var_dump($table->set('a', $row) && $table->get('a') === $row);
    $last = array_key_last($row);
    $table->set('a', [$last => $row[$last]]);
    var_dump($table->get('a') === $row, $table->set('b', array_reverse($row)) && $table->get('b') === $row);
    $table->replace(['c' => $row]);
    var_dump($table->get('c') === $row, $table->get('c', $last) === $row[$last]);
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
