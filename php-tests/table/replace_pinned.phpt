--TEST--
Iterations of three replaced generations keep replace() from making another until one ends
--EXTENSIONS--
pcntl
--FILE--
<?php
use Peregrine\{Atomic, Table};

require __DIR__ . '/../include/table.php';
require __DIR__ . '/../include/fork.php';
require __DIR__ . '/../include/caught.php';

$table = table(5);
$ready = new Atomic;
$children = [];
$go_on = [new Atomic, new Atomic, new Atomic];
foreach ($go_on as $n => $gate) {
    $table->replace(['generation' => ['n' => $n]]);
    $children[] = child(function () use ($table, $ready, $gate, $n) {
        foreach ($table as $row) {
            $ready->wakeup();
            $gate->wait(20);
        }
        return $row['n'] !== $n;
    });
    $ready->wait(20);
}
$table->replace(['generation' => ['n' => 3]]);
caught(fn() => $table->replace(['generation' => ['n' => 4]]));
var_dump($table->get('generation', 'n'));
$go_on[1]->wakeup();
var_dump(ended($children[1]));
$table->replace(['generation' => ['n' => 4]]);
var_dump($table->get('generation', 'n'));
$go_on[0]->wakeup();
$go_on[2]->wakeup();
var_dump(ended($children[0]), ended($children[2]));

// A loop that is left keeps nothing.
for ($n = 0; $n < 10; $n++) {
    foreach ($table as $row) {
        break;
    }
    $table->replace(['generation' => ['n' => $n]]);
}
var_dump($table->get('generation', 'n'));
?>
--EXPECT--
Peregrine\Exception: iterations still walk the rows of earlier replacements; let one of them end first
int(3)
int(0)
int(4)
int(0)
int(0)
int(9)
