--TEST--
Every option refuses a value of the wrong type, by name
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$options = [
    'worker_num', 'max_request', 'max_request_grace', 'max_wait_time', 'max_concurrency', 'worker_max_concurrency',
    'package_max_length', 'heartbeat_idle_time', 'max_idle_time', 'heartbeat_check_interval', 'header_timeout',
    'body_timeout', 'send_timeout', 'upload_tmp_dir', 'upload_max_filesize', 'pid_file', 'log_file', 'log_level', 'user',
    'group', 'enable_coroutine', 'max_coroutine', 'backlog', 'reload_async',
];
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$refused = 0;
foreach ($options as $option) {
    try {
        $server->set([$option => []]);
        echo "$option takes an array\n";
    } catch (ValueError $e) {
        str_contains($e->getMessage(), "'$option'") || str_contains($e->getMessage(), "$option must") ? $refused++ : print($e->getMessage() . "\n");
    }
}
var_dump($refused === count($options), $server->setting);
?>
--EXPECT--
bool(true)
NULL
