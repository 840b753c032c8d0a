--TEST--
The constructor refuses sizes and proportions out of range; a table is neither cloned nor serialized
--FILE--
<?php
use Peregrine\Table;

require __DIR__ . '/../include/caught.php';

foreach ([0, -1, 2 ** 32 - 1, 'many'] as $size) {
    caught(fn() => new Table($size));
}
foreach ([-0.1, 1.1, NAN] as $proportion) {
    caught(fn() => new Table(10, $proportion));
}
caught(fn() => new Table);
caught(fn() => clone new Table(1));
caught(fn() => serialize(new Table(1)));
caught(fn() => (new Table(1))->__construct(1));
class Unmade extends Table
{
    public function __construct()
    {
    }
}
caught(fn() => (new Unmade)->column('n', Table::TYPE_INT));
caught(fn() => (new Unmade)->get('n'));
var_dump(Table::TYPE_INT, Table::TYPE_FLOAT, Table::TYPE_STRING);
var_dump((new Table(5, 1))->getSize());
?>
--EXPECT--
ValueError: Peregrine\Table::__construct(): Argument #1 ($table_size) must be from 1 to 4294967294
ValueError: Peregrine\Table::__construct(): Argument #1 ($table_size) must be from 1 to 4294967294
ValueError: Peregrine\Table::__construct(): Argument #1 ($table_size) must be from 1 to 4294967294
TypeError: Peregrine\Table::__construct(): Argument #1 ($table_size) must be of type int, string given
ValueError: Peregrine\Table::__construct(): Argument #2 ($conflict_proportion) must be from 0 to 1
ValueError: Peregrine\Table::__construct(): Argument #2 ($conflict_proportion) must be from 0 to 1
ValueError: Peregrine\Table::__construct(): Argument #2 ($conflict_proportion) must be from 0 to 1
ArgumentCountError: Peregrine\Table::__construct() expects at least 1 argument, 0 given
Error: Trying to clone an uncloneable object of class Peregrine\Table
Exception: Serialization of 'Peregrine\Table' is not allowed
Error: the object is constructed already
Error: the object was not constructed: a subclass's constructor must call parent::__construct()
Error: the object was not constructed: a subclass's constructor must call parent::__construct()
int(1)
int(2)
int(3)
int(5)
