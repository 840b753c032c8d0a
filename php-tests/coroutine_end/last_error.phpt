--TEST--
error_get_last() in a shutdown function tells of the fatal error
--FILE--
<?php
include __DIR__ . '/../include/child.inc';
child(<<<'PHP'
register_shutdown_function(function () { $e = error_get_last(); echo $e['type'], ' ', strtok($e['message'], "\n"), ' ', $e['line'], "\n"; });
Peregrine\run(function () { trigger_error('the last', E_USER_ERROR); });
PHP, ['display_errors=0', 'log_errors=0'], false);
?>
--EXPECT--
256 the last 3
status 255
