--TEST--
set() refuses what a column cannot take and unknown columns; nothing is stored
--FILE--
<?php
require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/caught.php';

class Angry
{
    public function __toString(): string
    {
        throw new LogicException('no text');
    }
}

$table = table();
$table->set('row', ['n' => 1, 'f' => 1.0, 's' => 'one']);
foreach ([['n' => 'many'], ['n' => ''], ['n' => []], ['n' => 1e300], ['f' => 'x'], ['f' => new stdClass], ['s' => []],
    ['s' => new stdClass], ['s' => new Angry], ['m' => 1], ['strnig' => 1], [5 => 1], ['one']] as $row) {
    $other = isset($row['n']) ? ['s' => 'two'] : ['n' => 2];
    caught(fn() => $table->set('row', $other + $row));
    caught(fn() => $table->set('row', $row + $other));
}
caught(fn() => $table->set('row'));
caught(fn() => $table->set('row', 'n'));
caught(fn() => $table->set([], []));
echo json_encode($table->get('row')), "\n";
?>
--EXPECT--
TypeError: column "n" holds int, "many" given
TypeError: column "n" holds int, "many" given
TypeError: column "n" holds int, "" given
TypeError: column "n" holds int, "" given
TypeError: column "n" holds int, array given
TypeError: column "n" holds int, array given
TypeError: column "n" holds int, 1e300 given
TypeError: column "n" holds int, 1e300 given
TypeError: column "f" holds float, "x" given
TypeError: column "f" holds float, "x" given
TypeError: column "f" holds float, stdClass given
TypeError: column "f" holds float, stdClass given
TypeError: column "s" holds string, array given
TypeError: column "s" holds string, array given
TypeError: column "s" holds string, stdClass given
TypeError: column "s" holds string, stdClass given
LogicException: no text
LogicException: no text
ValueError: the table has no column "m": did you mean "n"?
ValueError: the table has no column "m": did you mean "n"?
ValueError: the table has no column "strnig": it has "n", "f", "s"
ValueError: the table has no column "strnig": it has "n", "f", "s"
ValueError: the table has no column "5": it has "n", "f", "s"
ValueError: the table has no column "5": it has "n", "f", "s"
ValueError: the table has no column "0": it has "n", "f", "s"
ValueError: the table has no column "0": it has "n", "f", "s"
ArgumentCountError: Peregrine\Table::set() expects exactly 2 arguments, 1 given
TypeError: Peregrine\Table::set(): Argument #2 ($value) must be of type array, string given
TypeError: Peregrine\Table::set(): Argument #1 ($key) must be of type string, array given
{"n":1,"f":1,"s":"one"}
