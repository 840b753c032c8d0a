--TEST--
An iteration goes on through the rows it began with while they are replaced
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table(100);
$rows = fn(int $version) => (function () use ($version) {
    for ($n = 0; $n < 100; $n++) {
        yield "key $n" => ['n' => $version];
    }
})();
$table->replace($rows(0));
$seen = [];
$version = 0;
foreach ($table as $key => $row) {
    $seen[$row['n']] = ($seen[$row['n']] ?? 0) + 1;
    if (count($seen) === 1 && $version < 10) {
        $table->replace($rows(++$version));
        if ($table->get($key, 'n') !== $version) {
            echo "get() saw old rows\n";
        }
    }
}
echo json_encode($seen), "\n";
$table->rewind();
$table->replace([]);
var_dump($table->valid(), $table->current()['n'], count($table));
foreach ($table as $row) {
    echo "there is none\n";
}
?>
--EXPECT--
[100]
bool(true)
int(10)
int(0)
