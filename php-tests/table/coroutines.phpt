--TEST--
Coroutines share the object, also while one of them iterates or replaces
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

require __DIR__ . '/../include/table.php';

$table = table(20);
run(function () use ($table) {
    $table->replace(array_fill(0, 10, ['n' => 1]));
    go(function () use ($table) {
        $table->replace((function () use ($table) {
            for ($n = 0; $n < 5; $n++) {
                Coroutine::sleep(0.001);
                yield "new $n" => ['n' => $n];
            }
        })());
        echo 'replaced: ', count($table), "\n";
    });
    $seen = 0;
    foreach ($table as $row) {
        Coroutine::sleep(0.001);
        $seen += $row['n'];
        $table->get('0');
        $table->set('mine', ['n' => 5]);
    }
    echo "seen $seen\n";
});
?>
--EXPECT--
replaced: 5
seen 15
