<?php
/**
 * Server CPU per request beside bare hyper: one core for the server, one for wrk, rounds in alternation, both servers
 * up all the time. Each pair of rounds gives one ratio. ROUNDS (10), SECONDS of a round (3), CONNECTIONS (64).
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

$rounds = (int) (getenv('ROUNDS') ?: 10);
$seconds = (int) (getenv('SECONDS') ?: 3);
$connections = (int) (getenv('CONNECTIONS') ?: 64);
$pinned = ['taskset', '-c', '0'];
$servers = [
    'hyper' => new ServerProcess([...$pinned, getenv('HYPER_HELLO')], free_port()),
    'Peregrine' => new ServerProcess([...$pinned, ...php('hello.php')], free_port()),
];

// Warm-up; only then is the worker sure to be there.
array_map(fn (ServerProcess $server) => load($server, 1, $connections), $servers);
$cost = $rate = [];
for ($round = 0; $round < $rounds; $round++) {
    $order = $round % 2 ? array_reverse($servers) : $servers;
    foreach ($order as $name => $server) {
        [$cost[$name][], $rate[$name][]] = load($server, $seconds, $connections);
    }
}
title('µs CPU/request');
foreach ($cost as $name => $values) {
    line($name, sprintf('%.2f', median($values)), spread($values, '%.2f'));
}
$ratios = array_map(fn ($ours, $theirs) => $ours / $theirs, $cost['Peregrine'], $cost['hyper']);
line('Peregrine / hyper', sprintf('%.3f', median($ratios)), spread($ratios, '%.3f'), verdict(median($ratios), 1.0), '1.86');
printf("%d rounds of %d s each, wrk -t1 -c%d; %.0f and %.0f requests/s\n", $rounds, $seconds, $connections,
    median($rate['hyper']), median($rate['Peregrine']));
