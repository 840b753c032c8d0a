--TEST--
Before create() nothing can be stored; it works once, with columns
--FILE--
<?php
use Peregrine\Table;

require __DIR__ . '/../include/caught.php';

$table = new Table(10);
var_dump($table->size, $table->memorySize, $table->getSize());
caught(fn() => $table->create());
$table->column('n', Table::TYPE_INT);
$calls = [
    'set' => fn() => $table->set('a', ['n' => 1]), 'get' => fn() => $table->get('a'), 'del' => fn() => $table->del('a'),
    'delete' => fn() => $table->delete('a'), 'exists' => fn() => $table->exists('a'), 'exist' => fn() => $table->exist('a'),
    'incr' => fn() => $table->incr('a', 'n'), 'decr' => fn() => $table->decr('a', 'n'), 'count' => fn() => count($table),
    'stats' => fn() => $table->stats(), 'getMemorySize' => fn() => $table->getMemorySize(), 'replace' => fn() => $table->replace([]),
    'foreach' => function () use ($table) { foreach ($table as $row); }, 'destroy' => fn() => $table->destroy(),
    'valid' => fn() => $table->valid(), 'next' => fn() => $table->next(), 'current' => fn() => $table->current(), 'key' => fn() => $table->key(),
];
foreach ($calls as $name => $call) {
    echo "$name: ";
    caught($call);
}
var_dump($table->create(), $table->create());
var_dump($table->size, $table->memorySize === $table->getMemorySize(), $table->getSize());
$huge = new Table(4294967294);
$huge->column('s', Table::TYPE_STRING, 2 ** 31 - 1);
caught(fn() => $huge->create());
?>
--EXPECTF--
NULL
NULL
int(10)
Peregrine\Error: a table needs at least one column
set: Peregrine\Error: the table is not created yet: call create() first
get: Peregrine\Error: the table is not created yet: call create() first
del: Peregrine\Error: the table is not created yet: call create() first
delete: Peregrine\Error: the table is not created yet: call create() first
exists: Peregrine\Error: the table is not created yet: call create() first
exist: Peregrine\Error: the table is not created yet: call create() first
incr: Peregrine\Error: the table is not created yet: call create() first
decr: Peregrine\Error: the table is not created yet: call create() first
count: Peregrine\Error: the table is not created yet: call create() first
stats: Peregrine\Error: the table is not created yet: call create() first
getMemorySize: Peregrine\Error: the table is not created yet: call create() first
replace: Peregrine\Error: the table is not created yet: call create() first
foreach: Peregrine\Error: the table is not created yet: call create() first
destroy: Peregrine\Error: the table is not created yet: call create() first
valid: Peregrine\Error: the table is not created yet: call create() first
next: Peregrine\Error: the table is not created yet: call create() first
current: Peregrine\Error: the table is not created yet: call create() first
key: Peregrine\Error: the table is not created yet: call create() first

Warning: Peregrine\Table::create(): the table is created already in %s on line %d
bool(true)
bool(false)
int(10)
bool(true)
int(10)
Peregrine\Error: a table of 4294967294 rows of this width does not fit any memory
