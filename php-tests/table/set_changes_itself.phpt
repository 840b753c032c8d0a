--TEST--
What __toString() and an error handler do while a row is converted harms nobody
--FILE--
<?php
require __DIR__ . '/../include/table.php';

class Meddler
{
    public function __construct(private Closure $act)
    {
    }

    public function __toString(): string
    {
        ($this->act)();
        return 'done';
    }
}

$table = table();
$text = str_repeat('long', 3) . mt_rand(1000, 9999);
$kept = $text . '';
$row = ['s' => null, 'n' => &$number];
$number = 5;
$row['s'] = new Meddler(function () use (&$row, &$number) {
    $row = [];
    $number = 6;
});
var_dump($table->set('a', $row));
echo json_encode($table->get('a')), "\n";

var_dump($table->set('b', ['s' => new Meddler(fn() => $table->set('b', ['n' => 9, 's' => 'inner'])), 'f' => 2.5]));
echo json_encode($table->get('b')), "\n";

$rows = ['k1' => ['s' => new Meddler(function () use (&$inner, $table) {
    $inner = null;
    $table->set('meanwhile', ['n' => 1]);
})], 'k2' => &$inner];
$inner = ['n' => 3, 's' => $text];
try {
    $table->replace($rows);
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
var_dump($table->count());

set_error_handler(fn($level, $text) => throw new ErrorException($text));
try {
    $table->set('c', ['n' => 1.5]);
} catch (ErrorException $e) {
    echo $e->getMessage(), "\n";
}
try {
    $table->set('c', ['s' => str_repeat('x', 99)]);
} catch (ErrorException $e) {
    echo $e->getMessage(), "\n";
}
var_dump($table->exists('c'));

try {
    $table->set('d', ['s' => new Meddler($table->destroy(...))]);
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    $table->get('d');
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
bool(true)
{"n":6,"f":0,"s":"done"}
bool(true)
{"n":9,"f":2.5,"s":"done"}
a row must be an array of columns, null given
int(3)
Implicit conversion from float 1.5 to int loses precision
Peregrine\Table::set(): column "s" holds 16 bytes and the value has 99; nothing was stored: give the column a larger size or cut the value
bool(false)
the table has been destroyed: make a new one
