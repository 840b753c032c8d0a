<?php
wait_a_little();
$names = ['REQUEST_METHOD', 'REQUEST_URI', 'QUERY_STRING', 'SCRIPT_NAME', 'PHP_SELF', 'PATH_INFO', 'SERVER_PROTOCOL', 'REMOTE_ADDR',
    'CONTENT_TYPE', 'CONTENT_LENGTH', 'HTTP_HOST', 'HTTP_ACCEPT', 'HTTP_X_FORWARDED_FOR', 'HTTP_USER_AGENT', 'HTTP_REFERER',
    'HTTP_X_CUSTOM_THING', 'PHP_AUTH_USER', 'PHP_AUTH_PW', 'HTTP_COOKIE', 'HTTP_IF_NONE_MATCH', 'HTTP_ACCEPT_LANGUAGE'];
foreach ($names as $name) {
    // php-fpm gives an empty query, php -S none.
    echo $name, ' = ', var_export($_SERVER[$name] ?? ($name === 'QUERY_STRING' ? '' : null), true), "\n";
}
echo 'SCRIPT_FILENAME = ', basename($_SERVER['SCRIPT_FILENAME']), ' in ', basename(dirname($_SERVER['SCRIPT_FILENAME'])), "\n";
echo 'DOCUMENT_ROOT = ', basename($_SERVER['DOCUMENT_ROOT']), "\n";
echo 'cwd = ', basename(getcwd()), "\n";
echo 'time = ', abs($_SERVER['REQUEST_TIME'] - time()) < 15 ? 'now' : 'not now', ' ', is_float($_SERVER['REQUEST_TIME_FLOAT']) ? 'float' : '', "\n";
echo 'getenv = ', var_export(getenv('HOME') !== false, true), "\n";
