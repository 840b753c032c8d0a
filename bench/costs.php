<?php
/** In-process costs: seven processes of `turns.php`, medians and spread beside the targets and Swoole 6.2's figures. */
declare(strict_types=1);

require __DIR__ . '/figures.php';

const PROCESSES = 7;

/** Name in turns.php → unit, whether CPU time counts rather than the clock, target, Swoole. */
const TARGETS = [
    'yield and resume' => ['turns', false, 40, 54],
    'channel push and pop' => ['turns', false, 45, 56],
    'channel hand-over' => ['turns', false, 45, 56],
    'spawn that ends at once' => ['turns', false, 90, 127],
    'timer add' => ['turns', false, 100, 204],
    'timer add and fire' => ['turns of CPU', true, 300, 990],
    'Table set' => ['turns', false, 70, 98],
    'Table get row' => ['turns', false, 50, 74],
    'Table get field' => ['turns', false, 34, 48],
    'Table incr' => ['turns', false, 42, 60],
    'parked, RSS' => ['KiB', false, 9, 9.7],
    'parked, memory_limit' => ['KiB', false, 8, 8.4],
];

$clock = $cpu = [];
for ($process = 0; $process < PROCESSES; $process++) {
    exec(implode(' ', array_map(escapeshellarg(...), php('turns.php'))), $lines, $status);
    $status === 0 || refuse("turns.php ended with $status:\n" . implode("\n", $lines));
    foreach ($lines as $said) {
        [$name, $clock[$name][], $cpu[$name][]] = explode("\t", $said);
    }
    $lines = [];
}
title('turns or KiB');
foreach (TARGETS as $name => [$unit, $by_cpu, $target, $swoole]) {
    if (!isset($clock[$name])) {
        line($name, 'not there', '', "≤ $target", (string) $swoole);
        continue;
    }
    $values = array_map(floatval(...), $by_cpu ? $cpu[$name] : $clock[$name]);
    line("$name ($unit)", sprintf('%.1f', median($values)), spread($values, '%.1f'), verdict(median($values), $target), (string) $swoole);
}
echo PROCESSES, " processes, php -n, no JIT; a turn is one pass of an empty for loop\n";
