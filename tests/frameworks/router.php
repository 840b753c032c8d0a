<?php
// The reference's router, for `php -S HOST:PORT -t APP/public router.php`: files are served, everything else is the
// front controller's, as `php -S` does by itself but for paths with a dot in them, and directories, which it answers with 404.
$path = rawurldecode(parse_url('http://host' . $_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if (is_file($file) || !str_contains($path, '.') && ($path === '/' || !is_dir($file)) || str_starts_with($path, '/index.php/')) {
    return false;
}
$_SERVER['PATH_INFO'] = $path;
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
$_SERVER['PHP_SELF'] = '/index.php' . $_SERVER['PATH_INFO'];
unset($path, $file);
chdir($_SERVER['DOCUMENT_ROOT']);
require $_SERVER['SCRIPT_FILENAME'];
