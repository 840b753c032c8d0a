<?php
/**
 * User instructions per request under callgrind, beside bare hyper: a run of 1,000 requests and one of 4,000 on
 * keep-alive connections; the difference by 3,000. Of Peregrine, the worker's count. Once with one connection, where
 * each request has its own wait for the socket, and once with 50 that ask at the same time.
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

$commands = ['hyper' => [getenv('HYPER_HELLO')], 'Peregrine' => php('hello.php')];
title('instructions');
foreach ([1, 50] as $connections) {
    $figures = [];
    foreach ($commands as $name => $command) {
        $figure = (count_run($command, 4000, $connections) - count_run($command, 1000, $connections)) / 3000;
        $figure > 0 || refuse("$name: the longer run took fewer instructions");
        $figures[$name] = $figure;
        line("$name, $connections connection(s)", sprintf('%.0f', $figure));
    }
    $ratio = $figures['Peregrine'] / $figures['hyper'];
    line('Peregrine / hyper', sprintf('%.3f', $ratio), '', verdict($ratio, 0.75));
}

/** Instructions of the serving process in a run with so many requests. */
function count_run(array $command, int $requests, int $connections): int
{
    $out = sys_get_temp_dir() . '/peregrine-callgrind.' . getmypid();
    $valgrind = ['valgrind', '--tool=callgrind', "--callgrind-out-file=$out.%p", '--trace-children=yes'];
    $server = new ServerProcess([...$valgrind, ...$command], free_port());
    ask($server->port, $requests, $connections);
    $worker = $server->worker();
    $server->stop();
    $file = "$out.$worker";
    preg_match('/^(?:summary|totals): (\d+)/m', (string) @file_get_contents($file), $match)
        || refuse("callgrind left no count in $file");
    $kept = getenv('CALLGRIND_KEEP');
    if ($kept) {
        copy($file, "$kept/callgrind.out." . basename(end($command)) . ".$requests.$connections");
    }
    array_map(unlink(...), glob("$out.*"));
    return (int) $match[1];
}

/** Requests in turns: each connection sends one, then each reads its answer. */
function ask(int $port, int $requests, int $connections): void
{
    $sockets = array_map(fn () => fsockopen('127.0.0.1', $port), range(1, $connections));
    for ($turn = 0; $turn < $requests / $connections; $turn++) {
        foreach ($sockets as $socket) {
            fwrite($socket, "GET / HTTP/1.1\r\nHost: 127.0.0.1:$port\r\n\r\n");
        }
        array_walk($sockets, read_answer(...));
    }
}

/** @param resource $socket */
function read_answer($socket): void
{
    for ($answer = ''; !str_ends_with($answer, "\r\n\r\nHello, World!");) {
        $part = fread($socket, 8192);
        $part !== '' && $part !== false || refuse("an answer ended early: $answer");
        $answer .= $part;
    }
}
