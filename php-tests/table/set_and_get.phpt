--TEST--
set() keeps what each type of column can hold; get() gives the row, or one column
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table();
foreach (['smallest' => [PHP_INT_MIN, -PHP_FLOAT_MAX, ''], 'largest' => [PHP_INT_MAX, PHP_FLOAT_MAX, str_repeat("\xff", 16)],
    'odd' => [0, -0.0, "a\0b"], 'infinite' => [-1, INF, '0']] as $key => [$n, $f, $s]) {
    var_dump($table->set($key, ['n' => $n, 'f' => $f, 's' => $s]));
    var_dump($table->get($key) === ['n' => $n, 'f' => $f, 's' => $s]);
    var_dump($table->get($key, 'n') === $n, $table->get($key, 'f') === $f, $table->get($key, 's') === $s);
}
$table->set('nan', ['f' => NAN]);
var_dump(is_nan($table->get('nan', 'f')), fdiv(1, $table->get('odd', 'f')));
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
float(-INF)
