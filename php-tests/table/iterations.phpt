--TEST--
An object has one iteration; another object of the same rows has its own
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table();
for ($n = 0; $n < 3; $n++) {
    $table->set("k$n", ['n' => $n]);
}
$inner = 0;
$outer = 0;
foreach ($table as $row) {
    $outer++;
    foreach ($table as $row) {
        $inner++;
    }
}
echo "$outer outer, $inner inner: the inner one ended both\n";
$generator = (function () use ($table) {
    yield from $table;
})();
echo $generator->key(), ' ';
$generator->next();
echo $generator->key(), "\n";
?>
--EXPECT--
1 outer, 3 inner: the inner one ended both
k0 k1
