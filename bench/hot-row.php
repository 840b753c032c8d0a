<?php
/**
 * What a second process that reads the same Table row adds: CPU time per read by one process, and by each of two that
 * read at the same time, in alternation. Readers take no lock, so the ratio should be one.
 */
declare(strict_types=1);

require __DIR__ . '/figures.php';

const ROUNDS = 9;
const READS = 2_000_000;
const KEY = 'a-key-of-16-byte';

if (!extension_loaded('peregrine')) {
    pcntl_exec(PHP_BINARY, array_slice([...php('hot-row.php')], 1)) ?: refuse('cannot start PHP again with the module');
}
if (!class_exists(Peregrine\Table::class)) {
    exit("\none hot row: skipped, this module has no Peregrine\\Table\n");
}

$table = new Peregrine\Table(1024);
$table->column('int', Peregrine\Table::TYPE_INT);
$table->column('float', Peregrine\Table::TYPE_FLOAT);
$table->column('text', Peregrine\Table::TYPE_STRING, 16);
$table->create();
$table->set(KEY, ['int' => 1, 'float' => 2.0, 'text' => 'sixteen bytes ok']);

readers($table, 1);
$one = $two = [];
for ($round = 0; $round < ROUNDS; $round++) {
    array_push($one, ...readers($table, 1));
    array_push($two, ...readers($table, 2));
}
$ratio = median($two) / median($one);
title('ns CPU/read');
line('one hot row, one reader', sprintf('%.1f', median($one)), spread($one, '%.1f'));
line('one hot row, each of two', sprintf('%.1f', median($two)), spread($two, '%.1f'));
line('two / one', sprintf('%.3f', $ratio), '', verdict($ratio, 1.1));

/** CPU nanoseconds per read of each of so many processes that begin together. @return list<float> */
function readers(Peregrine\Table $table, int $processes): array
{
    $pipes = [];
    for ($n = 0; $n < $processes; $n++) {
        [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        if (pcntl_fork() === 0) {
            fgets($theirs);
            fwrite($theirs, read_row($table) . "\n");
            exit(0);
        }
        $pipes[] = $ours;
    }
    array_walk($pipes, fn ($pipe) => fwrite($pipe, "go\n"));
    $figures = array_map(fn ($pipe) => (float) fgets($pipe), $pipes);
    while (pcntl_wait($status) > 0) {
        $status === 0 || refuse('a reader did not find the row');
    }
    return $figures;
}

function read_row(Peregrine\Table $table): float
{
    $before = getrusage();
    for ($i = 0; $i < READS; $i++) {
        $table->get(KEY) !== false || exit(1);
    }
    $after = getrusage();
    $spent = 0.0;
    foreach (['utime', 'stime'] as $kind) {
        $spent += ($after["ru_$kind.tv_sec"] - $before["ru_$kind.tv_sec"]) * 1e9;
        $spent += ($after["ru_$kind.tv_usec"] - $before["ru_$kind.tv_usec"]) * 1e3;
    }
    return $spent / READS;
}
