<?php
/**
 * User instructions per request under callgrind, beside bare hyper: one keep-alive connection, a run of 1,000 requests
 * and one of 4,000; the difference by 3,000. Of Peregrine, the worker's count.
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

$commands = ['hyper' => [getenv('HYPER_HELLO')], 'Peregrine' => php('hello.php')];
$figures = [];
foreach ($commands as $name => $command) {
    $figures[$name] = (count_run($command, 4000) - count_run($command, 1000)) / 3000;
}
$ratio = $figures['Peregrine'] / $figures['hyper'];
title('instructions');
foreach ($figures as $name => $figure) {
    line("$name, per request", sprintf('%.0f', $figure));
}
line('Peregrine / hyper', sprintf('%.3f', $ratio), '', verdict($ratio, 0.75));

/** Instructions of the serving process in a run with so many requests. */
function count_run(array $command, int $requests): int
{
    $out = sys_get_temp_dir() . '/peregrine-callgrind.' . getmypid();
    $valgrind = ['valgrind', '--tool=callgrind', "--callgrind-out-file=$out.%p", '--trace-children=yes'];
    $server = new ServerProcess([...$valgrind, ...$command], free_port());
    $worker = $server->worker();
    ask($server->port, $requests);
    $server->stop();
    $file = "$out.$worker";
    preg_match('/^(?:summary|totals): (\d+)/m', (string) @file_get_contents($file), $match)
        || refuse("callgrind left no count in $file");
    $kept = getenv('CALLGRIND_KEEP');
    if ($kept) {
        copy($file, "$kept/callgrind.out." . basename($command[count($command) - 1]) . ".$requests");
    }
    array_map(unlink(...), glob("$out.*"));
    return (int) $match[1];
}

/** One request after the other on one connection. */
function ask(int $port, int $requests): void
{
    $socket = fsockopen('127.0.0.1', $port);
    stream_set_timeout($socket, 60);
    for ($n = 0; $n < $requests; $n++) {
        // The fields wrk sends.
        fwrite($socket, "GET / HTTP/1.1\r\nHost: 127.0.0.1:$port\r\n\r\n");
        for ($answer = ''; !str_ends_with($answer, "\r\n\r\nHello, World!");) {
            $part = fread($socket, 8192);
            $part !== '' && $part !== false || refuse("the answer to request $n ended early: $answer");
            $answer .= $part;
        }
    }
}
