<?php
/**
 * Request state: CPU per request of hello-world with it (`hello-state.php`: header() and echo) beside hello-world
 * without it, as in `requests.php`; and what a suspend and resume costs more between two states (`request-state-turns.php`,
 * seven processes). ROUNDS (10), SECONDS of a round (3), CONNECTIONS (64).
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

const PROCESSES = 7;

$rounds = (int) (getenv('ROUNDS') ?: 10);
$seconds = (int) (getenv('SECONDS') ?: 3);
$connections = (int) (getenv('CONNECTIONS') ?: 64);
$servers = [];
foreach (['without' => 'hello.php', 'with' => 'hello-state.php'] as $name => $file) {
    $servers[$name] = new ServerProcess(['taskset', '-c', '0', ...php($file)], free_port());
    load($servers[$name], 1, $connections);
}
$cost = [];
for ($round = 0; $round < $rounds; $round++) {
    $order = $round % 2 ? array_reverse($servers) : $servers;
    foreach ($order as $name => $server) {
        [$cost[$name][]] = load($server, $seconds, $connections);
    }
}
title('µs CPU/request');
line('hello', sprintf('%.2f', median($cost['without'])), spread($cost['without'], '%.2f'));
line('hello, request_state', sprintf('%.2f', median($cost['with'])), spread($cost['with'], '%.2f'), verdict(median($cost['with']), 10));
$ratios = array_map(fn ($with, $without) => $with / $without, $cost['with'], $cost['without']);
line('with / without', sprintf('%.3f', median($ratios)), spread($ratios, '%.3f'), verdict(median($ratios), 1.4));

$turns = [];
for ($process = 0; $process < PROCESSES; $process++) {
    exec(implode(' ', array_map(escapeshellarg(...), php('request-state-turns.php'))), $lines, $status);
    $status === 0 || refuse("request-state-turns.php ended with $status:\n" . implode("\n", $lines));
    foreach ($lines as $said) {
        [$name, $turns[$name][]] = explode("\t", $said);
    }
    $lines = [];
}
title('ns/suspend and resume');
$bare = array_map(floatval(...), $turns['bare']);
line('bare', sprintf('%.0f', median($bare)), spread($bare, '%.0f'));
foreach (['states' => '', 'states, 3 classes' => 300] as $name => $target) {
    $more = array_map(fn ($with, $bare) => $with - $bare, $turns[$name], $turns['bare']);
    line("$name: more", sprintf('%.0f', median($more)), spread($more, '%.0f'), $target ? verdict(median($more), $target) : '');
}
