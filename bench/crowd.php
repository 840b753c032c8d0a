<?php
/**
 * Many connections (`crowd-load`, all of them busy): server CPU per hello over 1,000 and 10,000 connections beside 64, when
 * all of them ask at once and when 64 at a time do, everybody in turn; also of a server that does nothing but receive and
 * send (`raw-hello`), below whose ratio none can come; and how long 64 wait while 2,000 others drip a byte every half
 * second beside how long without those. Rounds in alternation, connections made before them. ROUNDS (10), SECONDS (3).
 */
declare(strict_types=1);

require __DIR__ . '/rounds.php';

/** Connections that are there, and ask when told to. */
final class Crowd
{
    /** @var array<int, resource> */
    private array $pipes = [];
    /** @var resource */
    private $process;

    public function __construct(private readonly ServerProcess $server, int $connections, int $dripping)
    {
        $program = dirname(getenv('HYPER_HELLO')) . '/crowd-load';
        is_executable($program) || refuse("$program is missing; make bench builds it");
        $command = ['timeout', '600', 'taskset', '-c', '1', $program, (string) $server->port, (string) $connections, (string) $dripping];
        $this->process = proc_open($command, [['pipe', 'r'], ['pipe', 'w']], $this->pipes);
        fgets($this->pipes[1]) === "ready\n" || refuse("$connections connections were not served");
    }

    /** A round, all asking or so many at a time. @return array{float, int, int} microseconds of server CPU per request, of p50 and of p99 */
    public function ask(int $seconds, ?int $at_once = null): array
    {
        $before = cpu_seconds($this->server->worker());
        fwrite($this->pipes[0], "$seconds $at_once\n");
        [$requests, $p50, $p99] = sscanf((string) fgets($this->pipes[1]), '%d %d %d');
        $requests > 0 || refuse('the crowd was not served');
        return [(cpu_seconds($this->server->worker()) - $before) * 1e6 / $requests, $p50, $p99];
    }

    public function __destruct()
    {
        fclose($this->pipes[0]);
        proc_close($this->process);
    }
}

/** @return array<string, list<array{float, int, int}>> */
function alternate(callable ...$askers): array
{
    [$rounds, $seconds] = [(int) (getenv('ROUNDS') ?: 10), (int) (getenv('SECONDS') ?: 3)];
    $figures = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($round % 2 ? array_reverse($askers) : $askers as $name => $ask) {
            $figures[$name][] = $ask($seconds);
        }
    }
    return $figures;
}

title('µs CPU/request');
foreach ([1000, 10_000] as $many) {
    // What a server pays that has nothing but its sockets is the machine's share: they are in no cache any more.
    $raw = dirname(getenv('HYPER_HELLO')) . '/raw-hello';
    is_executable($raw) || refuse("$raw is missing; make bench builds it");
    $more = [];
    foreach (['epoll alone' => [$raw], 'hyper' => [getenv('HYPER_HELLO')], 'Peregrine' => php('hello.php')] as $name => $command) {
        $server = new ServerProcess([...PINNED, ...$command], free_port());
        [$few, $crowd] = [new Crowd($server, 64, 0), new Crowd($server, $many, 0)];
        $figures = alternate(
            few: fn ($seconds) => $few->ask($seconds),
            all: fn ($seconds) => $crowd->ask($seconds),
            turns: fn ($seconds) => $crowd->ask($seconds, 64),
        );
        $costs = array_map(fn ($rounds) => array_column($rounds, 0), $figures);
        $count = number_format($many);
        compare("hello, $name, all at once", $costs['few'], $costs['all'], 1.15, ['64 connections', $count]);
        compare("hello, $name, 64 at a time", $costs['few'], $costs['turns'], 1.15, ['64 connections', $count]);
        $more[$name] = [median($costs['all']) - median($costs['few']), median($costs['turns']) - median($costs['few'])];
        unset($few, $crowd, $server);
    }
    foreach ($more as $name => $microseconds) {
        line(number_format($many) . " − 64, $name", vsprintf('%.2f at once, %.2f 64 at a time', $microseconds));
    }
}

title('µs p99');
$server = new ServerProcess([...PINNED, ...php('hello.php')], free_port());
$figures = ['quiet' => [], 'dripping' => []];
[$rounds, $seconds] = [(int) (getenv('ROUNDS') ?: 10), (int) (getenv('SECONDS') ?: 3)];
$good = new Crowd($server, 64, 0);
for ($round = 0; $round < $rounds; $round++) {
    $figures['quiet'][] = $good->ask($seconds);
    $drips = new Crowd($server, 0, 2000);
    $figures['dripping'][] = $good->ask($seconds);
    unset($drips);
}
compare('p99 of hello', array_column($figures['quiet'], 2), array_column($figures['dripping'], 2), 2, ['64 connections', 'beside 2,000 that drip']);
