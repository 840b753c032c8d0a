--TEST--
Memory does not grow over 10,000 coroutines, hand-overs, timers, waits and cancels
--SKIPIF--
<?php
if (getenv('SKIP_ASAN') || getenv('SKIP_VALGRIND')) die('skip a memory checker keeps what is freed');
?>
--FILE--
<?php
use Peregrine\{Coroutine, Timer};
use Peregrine\Coroutine\{Channel, WaitGroup};
use function Peregrine\{run, go, defer};

function rss(): int
{
    preg_match('/VmRSS:\s+(\d+)/', file_get_contents('/proc/self/status'), $m);
    return (int) $m[1];
}

function round_of(int $count, callable $one): void
{
    for ($i = 0; $i < $count; $i++) {
        $one($i);
    }
}

function check(string $name, callable $one): void
{
    // First rounds fill pools and tables.
    round_of(2_000, $one);
    gc_collect_cycles();
    [$used, $resident] = [memory_get_usage(), rss()];
    round_of(10_000, $one);
    gc_collect_cycles();
    $grown = memory_get_usage() - $used;
    $more = rss() - $resident;
    echo $name, $grown < 4_096 && $more < 400 ? ' ok' : " grew by $grown bytes, $more KiB resident", "\n";
}

run(function () {
    $idle = new Channel;
    $full = new Channel;
    $full->push(1);
    $group = new WaitGroup(1);
    $long = go(fn() => Coroutine::yield());
    // One that waits first in line all the while.
    $first = go(fn() => $idle->pop());
    $cancel = function (callable $wait) { Coroutine::cancel(go($wait)); };

    check('go', fn() => go(fn() => null));
    check('go with arguments, context, defer', fn($i) => go(function (...$a) {
        Coroutine::getContext()['a'] = $a;
        defer(fn() => null);
    }, [$i], "text $i", new stdClass));
    check('yield and resume', fn() => Coroutine::resume(go(fn() => Coroutine::yield())));
    check('channel', function ($i) {
        $channel = new Channel;
        go(fn() => $channel->push([$i]));
        go(fn() => $channel->pop());
    });
    check('timer added and cleared', fn() => Timer::clear(Timer::after(60_000, fn() => null)));
    check('cancelled sleep', fn() => $cancel(fn() => Coroutine::sleep(60)));
    check('cancelled pop', fn() => $cancel(fn() => $idle->pop(60)));
    check('cancelled push', fn() => $cancel(fn() => $full->push([1], 60)));
    check('cancelled wait', fn() => $cancel(fn() => $group->wait(60)));
    check('cancelled join', fn() => $cancel(fn() => Coroutine::join([$long], 60)));
    check('exception caught', fn() => go(function () { try { throw new Exception('x'); } catch (Exception) {} }));
    check('buffers', fn() => go(function () { ob_start(); echo 'x'; Coroutine::resume(go(fn() => Coroutine::yield())); ob_end_clean(); }));
    check('handlers', fn() => go(function () { set_error_handler(fn() => true); set_exception_handler(fn() => null); go(fn() => null); }));
    check('fibers', fn() => go(function () { $f = new Fiber(fn() => Fiber::suspend()); $f->start(); $f->resume(); }));
    check('backtrace, list, stats', function () use ($long) { Coroutine::getBackTrace($long); Coroutine::list(); Coroutine::stats(); Timer::list(); });
    check('set', fn() => Coroutine::set(['max_coroutine' => 1_000]));
    check('refused', function () { try { run(fn() => null); } catch (Peregrine\Error) {} });
    Coroutine::resume($long);
    $group->done();
    $idle->push(1);
});
?>
--EXPECT--
go ok
go with arguments, context, defer ok
yield and resume ok
channel ok
timer added and cleared ok
cancelled sleep ok
cancelled pop ok
cancelled push ok
cancelled wait ok
cancelled join ok
exception caught ok
buffers ok
handlers ok
fibers ok
backtrace, list, stats ok
set ok
refused ok
