--TEST--
Writers killed at random leave whole rows: two readers verify a checksum across columns
--EXTENSIONS--
pcntl
posix
--FILE--
<?php
use Peregrine\{Atomic, Table};

require __DIR__ . '/../include/fork.php';

const KEYS = 16;

$table = new Table(KEYS);
$table->column('a', Table::TYPE_INT);
$table->column('text', Table::TYPE_STRING, 40);
$table->column('b', Table::TYPE_FLOAT);
$table->column('sum', Table::TYPE_STRING, 32);
$table->create();
$written = new Atomic\Long;
$stop = new Atomic;

function row(int $n): array
{
    $row = ['a' => $n, 'text' => str_repeat(chr(97 + $n % 26), $n % 41), 'b' => $n / 3];
    return $row + ['sum' => md5(implode(' ', $row))];
}

function is_whole(array $row): bool
{
    $sum = array_pop($row);
    return md5(implode(' ', $row)) === $sum;
}

$writer = function () use ($table, $written) {
    for ($n = getmypid() * 1000;; $n++) {
        $key = 'key ' . $n % KEYS;
        match ($n % 97) {
            0 => $table->replace(array_combine(array_map(fn($k) => "key $k", range(0, KEYS - 1)), array_map(row(...), range($n, $n + KEYS - 1)))),
            1, 2, 3 => $table->del($key),
            default => $table->set($key, row($n)),
        };
        $written->add();
    }
};
$reader = function () use ($table, $stop) {
    $torn = 0;
    for ($n = 0; $stop->get() === 0; $n++) {
        $row = $table->get('key ' . $n % KEYS);
        $torn += $row && !is_whole($row);
        if ($n % 100 === 0) {
            foreach ($table as $row) {
                $torn += !is_whole($row);
            }
        }
    }
    return $torn === 0 ? 0 : 1;
};

mt_srand(4711);
$readers = [child($reader), child($reader)];
$signals = [];
for ($kill = 0; $kill < 60; $kill++) {
    $before = $written->get();
    $pid = child($writer);
    while ($written->get() < $before + mt_rand(1, 300)) {
        usleep(mt_rand(1, 200));
    }
    posix_kill($pid, SIGKILL);
    $signals[ended($pid)] = true;
}
$stop->set(1);
var_dump(array_keys($signals), array_map(ended(...), $readers));

// Nothing is lost: every row can be used again.
foreach ($table as $key => $row) {
    if (!is_whole($row)) {
        echo "a torn row\n";
    }
}
$seen = count(iterator_to_array($table));
var_dump($seen === $table->count());
$table->replace([]);
for ($n = 0; $n < KEYS; $n++) {
    $table->set("new $n", row($n)) or print("row $n is lost\n");
}
var_dump($table->count() === KEYS, @$table->set('too many', row(0)));
?>
--EXPECT--
array(1) {
  [0]=>
  int(-9)
}
array(2) {
  [0]=>
  int(0)
  [1]=>
  int(0)
}
bool(true)
bool(true)
bool(false)
