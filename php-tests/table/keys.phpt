--TEST--
Keys are strings of up to 64 bytes; a longer one is refused with a warning
--FILE--
<?php
require __DIR__ . '/../include/table.php';

$table = table();
$keys = ['', '0', '00', "\0", "a\0", 'a', str_repeat('k', 64), str_repeat('k', 63), 'ü'];
foreach ($keys as $n => $key) {
    $table->set($key, ['n' => $n]);
}
foreach ($keys as $n => $key) {
    if ($table->get($key, 'n') !== $n) {
        echo "key $n is lost\n";
    }
}
var_dump($table->count() === count($keys), $table->get(0, 'n'));
$seen = [];
foreach ($table as $key => $row) {
    is_string($key) or print("no string\n");
    $seen[] = $key;
}
sort($seen);
sort($keys);
var_dump($seen === $keys);
$long = str_repeat('k', 65);
var_dump($table->set($long, []), $table->get($long), $table->get($long, 'n'), $table->exists($long), $table->del($long), $table->incr($long, 'n'));
?>
--EXPECTF--
bool(true)
int(1)
bool(true)

Warning: Peregrine\Table::set(): a table key has at most 64 bytes, this one has 65; use a hash of it as the key in %s on line %d

Warning: Peregrine\Table::get(): a table key has at most 64 bytes, this one has 65; use a hash of it as the key in %s on line %d

Warning: Peregrine\Table::get(): a table key has at most 64 bytes, this one has 65; use a hash of it as the key in %s on line %d

Warning: Peregrine\Table::exists(): a table key has at most 64 bytes, this one has 65; use a hash of it as the key in %s on line %d

Warning: Peregrine\Table::del(): a table key has at most 64 bytes, this one has 65; use a hash of it as the key in %s on line %d

Warning: Peregrine\Table::incr(): a table key has at most 64 bytes, this one has 65; use a hash of it as the key in %s on line %d
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
bool(false)
