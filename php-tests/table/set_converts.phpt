--TEST--
set() converts values as PHP converts arguments; null is zero or empty
--FILE--
<?php
declare(strict_types=1);
require __DIR__ . '/../include/table.php';

class Name
{
    public function __toString(): string
    {
        return 'an object';
    }
}

$table = table();
foreach (['12', '1e3', ' 7', true, false, null, 4.0] as $n) {
    $table->set('row', ['n' => $n]);
    echo json_encode($n), ' → ', var_export($table->get('row', 'n'), true), "\n";
}
foreach (['1.5', 3, true, null] as $f) {
    $table->set('row', ['f' => $f]);
    echo json_encode($f), ' → ', var_export($table->get('row', 'f'), true), "\n";
}
foreach ([12, 1.5, true, false, null, new Name] as $s) {
    $table->set('row', ['s' => $s]);
    echo json_encode($s), ' → ', var_export($table->get('row', 's'), true), "\n";
}
var_dump($table->set('row', ['n' => 1.5]), $table->get('row', 'n'));
$text = 'by reference';
$row = ['s' => &$text];
$table->set('row', $row);
var_dump($table->get('row', 's'));
?>
--EXPECTF--
"12" → 12
"1e3" → 1000
" 7" → 7
true → 1
false → 0
null → 0
4 → 4
"1.5" → 1.5
3 → 3.0
true → 1.0
null → 0.0
12 → '12'
1.5 → '1.5'
true → '1'
false → ''
null → ''
{} → 'an object'

Deprecated: Implicit conversion from float 1.5 to int loses precision in %s on line %d
bool(true)
int(1)
string(12) "by reference"
