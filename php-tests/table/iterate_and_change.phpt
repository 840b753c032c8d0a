--TEST--
Rows that stay are seen once while others are added, changed and deleted
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table(1000);
for ($n = 0; $n < 300; $n++) {
    $table->set("stay $n", ['n' => $n]);
    $table->set("go $n", ['n' => $n]);
}
$seen = [];
$steps = 0;
foreach ($table as $key => $row) {
    if ($steps < 300) {
        $table->set('new ' . $steps, ['n' => $steps]);
        $table->del('go ' . (299 - $steps));
        $table->incr('stay ' . $steps, 'f');
    }
    $steps++;
    if (str_starts_with($key, 'stay')) {
        $seen[] = $row['n'];
    }
    if (!in_array($row['f'], [0.0, 1.0], true)) {
        echo "odd row\n";
    }
}
sort($seen);
var_dump($seen === range(0, 299), $table->count());
foreach ($table as $key => $row) {
    $table->del($key);
}
var_dump($table->count());
?>
--EXPECT--
bool(true)
int(600)
int(0)
