--TEST--
Every process works on the same rows
--EXTENSIONS--
pcntl
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/fork.php';

$table = table(1000);
$table->set('a', ['n' => 1]);
$children = [];
for ($c = 0; $c < 4; $c++) {
    $children[] = child(function () use ($table, $c) {
        $wrong = $table->get('a', 'n') !== 1;
        for ($n = 0; $n < 2000; $n++) {
            $table->incr('sum', 'n');
            $table->set("child $c " . $n % 100, ['n' => $n, 's' => "by $c"]);
        }
        return $wrong;
    });
}
echo implode(' ', array_map(ended(...), $children)), "\n";
var_dump($table->get('sum', 'n'), $table->count(), $table->get('child 3 99'));

$replaced = child(fn() => $table->replace(['b' => ['s' => 'from a child']]));
ended($replaced);
var_dump($table->count(), $table->get('b', 's'));

// A child goes on with the iteration it inherited; the parent's stays where it is.
$table->replace(array_fill(0, 10, []));
$table->rewind();
$table->next();
$counted = child(function () use ($table) {
    for ($n = 0; $table->valid(); $n++) {
        $table->next();
    }
    return $n;
});
var_dump(ended($counted), $table->valid());
?>
--EXPECT--
0 0 0 0
int(8000)
int(402)
array(3) {
  ["n"]=>
  int(1999)
  ["f"]=>
  float(0)
  ["s"]=>
  string(4) "by 3"
}
int(1)
string(12) "from a child"
int(9)
bool(true)
