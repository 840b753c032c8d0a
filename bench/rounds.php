<?php
/** What compares two servers: rounds of load in alternation, the CPU time that serving took, and the programs that load. */
declare(strict_types=1);

require_once __DIR__ . '/figures.php';

/** @var list<string> where servers run; loads run on the other CPU */
const PINNED = ['taskset', '-c', '0'];

/**
 * Both servers up, rounds of load in alternation, and their lines. ROUNDS (10), SECONDS (3).
 *
 * @param list<string> $bare    the command of the bare server, without its port
 * @param list<string> $command the command of Peregrine's
 * @param callable(int, int): int $load asks a port for so many seconds; how many requests were answered
 */
function measure(string $what, array $bare, array $command, float $target, callable $load): void
{
    $servers = [
        'hyper' => new ServerProcess([...PINNED, ...$bare], free_port()),
        'Peregrine' => new ServerProcess([...PINNED, ...$command], free_port()),
    ];
    array_map(fn (ServerProcess $server) => $load($server->port, 1), $servers);
    $cost = rounds($servers, $load);
    compare($what, $cost['hyper'], $cost['Peregrine'], $target, ['hyper', 'Peregrine']);
}

/** @param array<string, ServerProcess> $servers @return array<string, list<float>> microseconds of CPU per request */
function rounds(array $servers, callable ...$loads): array
{
    [$rounds, $seconds] = [(int) (getenv('ROUNDS') ?: 10), (int) (getenv('SECONDS') ?: 3)];
    $cost = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($round % 2 ? array_reverse($servers) : $servers as $name => $server) {
            $load = $loads[$name] ?? $loads[0];
            $before = cpu_seconds($server->worker());
            $requests = $load($server->port, $seconds);
            $cost[$name][] = (cpu_seconds($server->worker()) - $before) * 1e6 / $requests;
        }
    }
    return $cost;
}

/** The two lines and their ratio's. @param array{string, string} $names */
function compare(string $what, array $theirs, array $ours, float $target, array $names): void
{
    line("$names[0], $what", sprintf('%.2f', median($theirs)), spread($theirs, '%.2f'));
    line("$names[1], $what", sprintf('%.2f', median($ours)), spread($ours, '%.2f'));
    $ratios = array_map(fn ($our, $their) => $our / $their, $ours, $theirs);
    line("$names[1] / $names[0]", sprintf('%.3f', median($ratios)), spread($ratios, '%.3f'), verdict(median($ratios), $target));
}

/** Requests over HTTP/2: 16 connections of 8 streams. */
function h2load(int $port, int $seconds): int
{
    $said = (string) shell_exec("taskset -c 1 h2load -t1 -c16 -m8 -D$seconds http://127.0.0.1:$port/ 2>&1");
    preg_match('/(\d+) succeeded, (\d+) failed, (\d+) errored/', $said, $match) && $match[1] > 0 || refuse("h2load failed:\n$said");
    $match[2] + $match[3] === 0 || refuse("h2load saw errors:\n$said");
    return (int) $match[1];
}

/** Requests over HTTP/1.1. $script: Lua, for what is no GET. */
function wrk(string $url, int $seconds, int $connections = 64, ?string $script = null): int
{
    $script = $script === null ? '' : '-s ' . escapeshellarg($script);
    $said = (string) shell_exec("taskset -c 1 wrk -t1 -c$connections --timeout 10s -d{$seconds}s $script " . escapeshellarg($url) . ' 2>&1');
    preg_match('/(\d+) requests in/', $said, $match) && $match[1] > 0 || refuse("wrk failed:\n$said");
    !preg_match('/Non-2xx|Socket errors/', $said) || refuse("wrk saw errors:\n$said");
    return (int) $match[1];
}
