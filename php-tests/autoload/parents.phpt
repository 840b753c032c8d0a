--TEST--
A class whose parent, interface and trait are loaded by an autoloader that waits is there for all
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

$sources = [
    'Child' => 'class Child extends Base implements Face { use Habit; function make(): Late { return new Late; } }',
    'Base' => 'abstract class Base extends Root { abstract function make(): Root; }',
    'Root' => 'class Root {}',
    'Late' => 'class Late extends Root {}',
    'Face' => 'interface Face extends Countable {}',
    'Habit' => 'trait Habit { function count(): int { return 7; } }',
];
spl_autoload_register(function (string $class) use ($sources) {
    Coroutine::sleep(0.005);
    eval($sources[$class]);
    Coroutine::sleep(0.005);
});
$counts = [];
run(function () use (&$counts) {
    for ($i = 0; $i < 100; $i++) {
        go(function () use (&$counts, $i) {
            Coroutine::sleep($i % 20 / 1000);
            $class = ['Child', 'Base', 'Late'][$i % 3];
            $name = match ($class) {
                'Child' => get_class((new Child)->make()) . count(new Child),
                'Base' => get_parent_class($class),
                'Late' => get_parent_class(new Late),
            };
            $counts[$name] = ($counts[$name] ?? 0) + 1;
        });
    }
});
ksort($counts);
echo json_encode($counts), "\n";
?>
--EXPECT--
{"Late7":34,"Root":66}
