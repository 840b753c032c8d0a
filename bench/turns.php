<?php
/**
 * In-process costs in turns of an empty `for` loop, one process: `php -n -d extension=… bench/turns.php`. Prints
 * "name⇥turns by the clock⇥turns of CPU time" for each. `costs.php` runs seven of it and holds them to their targets.
 *
 * Each figure is the median of five measurements, each with the loop timed directly before and after it. What the
 * measured loop itself costs is part of the figure.
 */
declare(strict_types=1);

use Peregrine\{Coroutine, Table, Timer};
use Peregrine\Coroutine\Channel;
use function Peregrine\{go, run};

const REPEATS = 5;

/** Clock and CPU time so far (ns). @return array{float, float} */
function times(): array
{
    $use = getrusage();
    $cpu = ($use['ru_utime.tv_sec'] + $use['ru_stime.tv_sec']) * 1e9 + ($use['ru_utime.tv_usec'] + $use['ru_stime.tv_usec']) * 1e3;
    return [(float) hrtime(true), $cpu];
}

/** What `$work` took (ns by the clock, ns of CPU time), per each of `$n`. @return array{float, float} */
function timed(int $n, callable $work): array
{
    $before = times();
    $work($n);
    return array_map(fn ($after, $before) => ($after - $before) / $n, times(), $before);
}

/** One turn. @return array{float, float} */
function turn(): array
{
    return timed(2_000_000, function (int $n): void {
        for ($i = 0; $i < $n; $i++) {
        }
    });
}

function measure(string $name, int $n, callable $work): void
{
    $work(intdiv($n, 10));
    $clock = $cpu = [];
    for ($repeat = 0; $repeat < REPEATS; $repeat++) {
        $before = turn();
        $cost = timed($n, $work);
        $after = turn();
        $clock[] = $cost[0] / (($before[0] + $after[0]) / 2);
        $cpu[] = $cost[1] / (($before[1] + $after[1]) / 2);
    }
    sort($clock);
    sort($cpu);
    printf("%s\t%.2f\t%.2f\n", $name, $clock[intdiv(REPEATS, 2)], $cpu[intdiv(REPEATS, 2)]);
}

function coroutines(): void
{
    measure('yield and resume', 200_000, function (int $n): void {
        $id = go(function () use ($n): void {
            for ($i = 0; $i < $n; $i++) {
                Coroutine::yield();
            }
        });
        for ($i = 0; $i < $n; $i++) {
            Coroutine::resume($id);
        }
    });
    $channel = new Channel(8);
    measure('channel push and pop', 200_000, function (int $n) use ($channel): void {
        for ($i = 0; $i < $n; $i++) {
            $channel->push($i);
            $channel->pop();
        }
    });
    $one = new Channel(1);
    measure('channel hand-over', 200_000, function (int $n) use ($one): void {
        go(function () use ($n, $one): void {
            for ($i = 0; $i < $n; $i++) {
                $one->pop();
            }
        });
        for ($i = 0; $i < $n; $i++) {
            $one->push($i);
        }
    });
    measure('spawn that ends at once', 200_000, function (int $n): void {
        $nothing = function (): void {
        };
        for ($i = 0; $i < $n; $i++) {
            go($nothing);
        }
    });
}

function timers(): void
{
    $nothing = function (): void {
    };
    $add = function (int $n) use ($nothing): void {
        for ($i = 0; $i < $n; $i++) {
            Timer::after(100_000, $nothing);
        }
    };
    // Clearing them is not part of the figure, so each measurement adds to what is there.
    measure('timer add', 20_000, $add);
    Timer::clearAll();
    measure('timer add and fire', 20_000, function (int $n): void {
        $fired = 0;
        $done = new Channel(1);
        $count = function () use (&$fired, $n, $done): void {
            if (++$fired === $n) {
                $done->push(true);
            }
        };
        for ($i = 0; $i < $n; $i++) {
            Timer::after(1, $count);
        }
        $done->pop();
    });
}

function table(): void
{
    $table = new Table(1024);
    $table->column('int', Table::TYPE_INT);
    $table->column('float', Table::TYPE_FLOAT);
    $table->column('text', Table::TYPE_STRING, 16);
    $table->create();
    $key = 'a-key-of-16-byte';
    $row = ['int' => 1, 'float' => 2.0, 'text' => 'sixteen bytes ok'];
    measure('Table set', 200_000, function (int $n) use ($table, $key, $row): void {
        for ($i = 0; $i < $n; $i++) {
            $table->set($key, $row);
        }
    });
    measure('Table get row', 200_000, function (int $n) use ($table, $key): void {
        for ($i = 0; $i < $n; $i++) {
            $table->get($key);
        }
    });
    measure('Table get field', 200_000, function (int $n) use ($table, $key): void {
        for ($i = 0; $i < $n; $i++) {
            $table->get($key, 'int');
        }
    });
    measure('Table incr', 200_000, function (int $n) use ($table, $key): void {
        for ($i = 0; $i < $n; $i++) {
            $table->incr($key, 'int');
        }
    });
}

/** Bytes of memory that are really there. */
function resident(): int
{
    return (int) explode(' ', file_get_contents('/proc/self/statm'))[1] * 4096;
}

/** What one parked coroutine holds, of 10,000 that sleep; in KiB, first resident, then what memory_limit counts. */
function parked(): void
{
    $n = 10_000;
    $sleeps = function (): void {
        Coroutine::sleep(3600);
    };
    $ids = array_fill(0, $n, 0);
    [$resident, $counted] = [resident(), memory_get_usage(true)];
    for ($i = 0; $i < $n; $i++) {
        $ids[$i] = go($sleeps);
    }
    $kib = [(resident() - $resident) / $n / 1024, (memory_get_usage(true) - $counted) / $n / 1024];
    printf("parked, RSS\t%.2f\t0\nparked, memory_limit\t%.2f\t0\n", ...$kib);
    array_map(Coroutine::cancel(...), $ids);
}

ini_set('memory_limit', '2G');
run(function (): void {
    parked();
    coroutines();
    timers();
    class_exists(Table::class) && table();
});
