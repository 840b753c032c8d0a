<?php
// A plain application as they were written for php-fpm: one script, pages beside it, nothing that knows of Peregrine.
define('STARTED', microtime(true));

require_once __DIR__ . '/../lib/functions.php';
require_once __DIR__ . '/../lib/Counter.php';
$config = require_once __DIR__ . '/../lib/config.php';

if (!is_array($config)) {
    http_response_code(500);
    exit('the configuration was read before');
}

$page = trim($_SERVER['PATH_INFO'] ?? '', '/') ?: 'home';
[$name, $rest] = explode('/', $page, 2) + [1 => ''];
$file = __DIR__ . '/../pages/' . basename($name) . '.php';

if (!is_file($file)) {
    http_response_code(404);
    $title = 'Not found';
    require __DIR__ . '/../templates/error.php';
    exit;
}

register_shutdown_function('page_over', $name);
require $file;
