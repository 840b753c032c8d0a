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
    'max_worker_memory', 'max_worker_age', 'enable_static_handler', 'document_root', 'http_autoindex',
    'static_handler_precompressed', 'http_compression', 'http_compression_level', 'compression_level',
    'http_compression_min_length', 'compression_min_length', 'cors_credentials', 'cors_max_age', 'trusted_proxy_headers',
    'access_log', 'access_log_format', 'metrics_port', 'metrics_host',
];
$arrays = [
    'static_handler_locations', 'http_index_files', 'static_handler_cache', 'http_compression_types', 'compression_types',
    'cors_origins', 'cors_methods', 'cors_headers', 'cors_expose_headers', 'response_headers', 'trusted_proxies',
];
$server = new Peregrine\Http\Server('127.0.0.1', 0);
$refused = 0;
foreach ([...$options, ...$arrays] as $option) {
    try {
        $server->set([$option => in_array($option, $arrays) ? 1.5 : []]);
        echo "$option takes it\n";
    } catch (ValueError $e) {
        str_contains($e->getMessage(), "'$option'") || str_contains($e->getMessage(), "$option must") ? $refused++ : print($e->getMessage() . "\n");
    }
}
var_dump($refused === count($options) + count($arrays), $server->setting);
?>
--EXPECT--
bool(true)
NULL
