<?php
// The reference's router, for `php -S HOST:PORT -t APP/public router.php`: files are served, everything else is the
// front controller's, as `php -S` does by itself but for paths with a dot in them, which it answers with 404.
$path = rawurldecode(parse_url('http://host' . $_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if (is_file($file) || !str_contains($path, '.') || str_starts_with($path, '/index.php/')) {
    return false;
}
unset($path, $file);
$_SERVER['PATH_INFO'] = $_SERVER['SCRIPT_NAME'];
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
$_SERVER['PHP_SELF'] = '/index.php' . $_SERVER['PATH_INFO'];
chdir($_SERVER['DOCUMENT_ROOT']);
require $_SERVER['SCRIPT_FILENAME'];
