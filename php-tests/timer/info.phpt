--TEST--
info() has what Swoole's has; also for a tick that is being called
--FILE--
<?php
use Peregrine\Timer;
use function Peregrine\run;

var_dump(Timer::info(1));
run(function () {
    $id = Timer::after(5_000_000, fn() => null);
    $info = Timer::info($id);
    echo implode(' ', array_keys($info)), "\n";
    var_dump($info['exec_msec'] > 4_000_000 && $info['exec_msec'] <= 5_000_000, $info['exec_count'], $info['interval'], $info['removed']);
    Timer::clear($id);
    var_dump(Timer::info($id));
    $count = 0;
    Timer::tick(3, function ($id) use (&$count) {
        $info = Timer::info($id);
        echo json_encode([$info['exec_count'] ?? null, $info['interval'] ?? null]), "\n";
        if (++$count === 2) {
            Timer::clear($id);
            var_dump(Timer::info($id));
        }
    });
    try {
        Timer::info('x');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
NULL
exec_msec exec_count interval round removed
bool(true)
int(0)
int(0)
bool(false)
NULL
Peregrine\Timer::info(): Argument #1 ($timer_id) must be of type int, string given
[1,3]
[2,3]
NULL
