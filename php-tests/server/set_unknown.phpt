--TEST--
Unknown options are refused with the nearest right name, wrong values with what is right
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$wrong = [
    ['worker_nun' => 1], ['max_requests' => 1], ['Worker_Num' => 2], ['zzz' => 1], [1],
    ['daemonize' => 1], ['worker_num' => 2, 'task_worker_num' => 0],
    ['worker_num' => '2'], ['worker_num' => 0], ['worker_num' => 1001], ['worker_num' => 1.5], ['worker_num' => null],
    ['enable_coroutine' => 2], ['pid_file' => 1], ['max_wait_time' => 'soon'], ['max_wait_time' => -1], ['max_wait_time' => NAN],
    ['log_level' => 7], ['package_max_length' => 1], ['user' => []],
];
foreach ($wrong as $options) {
    try {
        $server->set($options);
        echo "no error\n";
    } catch (ValueError $e) {
        echo str_replace('Peregrine\Server::set(): Argument #1 ($settings) ', '', $e->getMessage()), "\n";
    }
}
var_dump($server->set(['max_wait_time' => 3]), $server->set(['worker_num' => 2]), $server->setting);
?>
--EXPECT--
is wrong: unknown option 'worker_nun': did you mean 'worker_num'?
is wrong: unknown option 'max_requests': did you mean 'max_request'?
is wrong: unknown option 'Worker_Num': did you mean 'worker_num'?
is wrong: unknown option 'zzz'
is wrong: unknown option '0'
is wrong: there is no option 'daemonize' as in Swoole: the server runs in the foreground; let systemd, a container or a supervisor start it, and leave it out
is wrong: there is no option 'task_worker_num' as in Swoole: there are no task workers yet; use addProcess() and sendMessage(), or a coroutine
is wrong: option 'worker_num' must be of type int, string given
is wrong: option 'worker_num' must be from 1 to 1000, 0 given
is wrong: option 'worker_num' must be from 1 to 1000, 1001 given
is wrong: option 'worker_num' must be of type int, float given
is wrong: option 'worker_num' must be of type int, null given
is wrong: option 'enable_coroutine' must be of type bool, int given
is wrong: option 'pid_file' must be of type string, int given
is wrong: option 'max_wait_time' must be of type float, string given
is wrong: option 'max_wait_time' must be from 0.1 to 86400, -1 given
is wrong: option 'max_wait_time' must be from 0.1 to 86400, NaN given
is wrong: option 'log_level' must be from 0 to 6, 7 given
is wrong: option 'package_max_length' must be from 1024 to 1099511627776, 1 given
is wrong: option 'user' must be of type string, array given
bool(true)
bool(true)
array(2) {
  ["max_wait_time"]=>
  int(3)
  ["worker_num"]=>
  int(2)
}
