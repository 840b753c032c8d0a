--TEST--
Beyond the memory maps a process may have, go() warns and gives false; those that live go on
--SKIPIF--
<?php
if (getenv('SKIP_ASAN') || getenv('SKIP_VALGRIND')) die('skip a memory checker has maps of its own');
if ((int) file_get_contents('/proc/sys/vm/max_map_count') > 70_000) die('skip vm.max_map_count is too high to reach here');
preg_match('/MemAvailable:\s+(\d+)/', file_get_contents('/proc/meminfo'), $m);
if ($m[1] < 1 << 20) die('skip needs 1 GiB of free memory');
?>
--INI--
memory_limit=-1
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

Coroutine::set(['stack_size' => 65_536]);
run(function () {
    $ready = new Channel;
    $count = 0;
    set_error_handler(function (int $type, string $text) { echo preg_replace('/\d+/', 'N', $text), "\n"; return true; });
    while (go(function () use ($ready) { $ready->pop(); }) !== false) {
        $count++;
    }
    var_dump($count > 5_000);
    // When some end, there is room again.
    $ready->push(1);
    var_dump(go(function () use ($ready) { $ready->pop(); }) !== false);
    $ready->close();
    var_dump(Coroutine::stats()['coroutine_num']);
});
echo "over\n";
?>
--EXPECT--
Peregrine\go(): N coroutines use all memory maps a process may have (two each, vm.max_map_count): let some end first, or raise it with sysctl
bool(true)
bool(true)
int(1)
over
