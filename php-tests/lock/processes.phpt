--TEST--
Between processes one holds the lock at a time; waiting blocks outside of coroutines and parks inside
--EXTENSIONS--
pcntl
--FILE--
<?php
use Peregrine\{Coroutine, Lock, Table};
use function Peregrine\{run, go};

require __DIR__ . '/../include/fork.php';
require __DIR__ . '/../include/table.php';

$lock = new Lock;
$table = table(1);
$table->set('sum', []);
// Not one step: without the lock additions are lost.
$add = function () use ($lock, $table) {
    $lock->lock();
    $sum = $table->get('sum', 'n');
    if ($sum % 10 === 0) {
        usleep(100);
    }
    $table->set('sum', ['n' => $sum + 1]);
    $lock->unlock();
};
$children = [];
for ($c = 0; $c < 2; $c++) {
    $children[] = child(function () use ($add) {
        for ($n = 0; $n < 100; $n++) {
            $add();
        }
    });
    $children[] = child(function () use ($add) {
        run(function () use ($add) {
            for ($c = 0; $c < 5; $c++) {
                go(function () use ($add) {
                    for ($n = 0; $n < 20; $n++) {
                        $add();
                    }
                });
            }
        });
    });
}
echo implode(' ', array_map(ended(...), $children)), "\n";
var_dump($table->get('sum', 'n'));
?>
--EXPECT--
0 0 0 0
int(400)
