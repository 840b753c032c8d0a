--TEST--
Each foreach has an iteration of its own; a subclass may override its parts
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table();
for ($n = 0; $n < 3; $n++) {
    $table->set("k$n", ['n' => $n]);
}
require __DIR__ . '/../include/caught.php';

$seen = [];
foreach ($table as $outer => $row) {
    foreach ($table as $inner => $row) {
        $seen["$outer $inner"] = $row['n'];
    }
}
ksort($seen);
echo json_encode($seen), "\n";
caught(function () use ($table) {
    foreach ($table as &$row) {
    }
});
caught(function () use ($table) {
    foreach ($table as $row) {
        throw new LogicException('out of the loop');
    }
});
$generator = (function () use ($table) {
    yield from $table;
})();
echo $generator->key(), ' ';
$generator->next();
echo $generator->key(), "\n";
echo implode(' ', array_keys(iterator_to_array(new IteratorIterator($table)))), "\n";
echo implode(' ', array_column([...$table], 'n')), "\n";

final class Upper extends Peregrine\Table
{
    public function key(): mixed
    {
        return strtoupper(parent::key());
    }
}
$upper = new Upper(2);
$upper->column('n', Upper::TYPE_INT);
$upper->create();
$upper->set('a', ['n' => 1]);
foreach ($upper as $key => $row) {
    echo $key, json_encode($row), "\n";
}
?>
--EXPECT--
{"k0 k0":0,"k0 k1":1,"k0 k2":2,"k1 k0":0,"k1 k1":1,"k1 k2":2,"k2 k0":0,"k2 k1":1,"k2 k2":2}
Error: An iterator cannot be used with foreach by reference
LogicException: out of the loop
k0 k1
k0 k1 k2
0 1 2
A{"n":1}
