--TEST--
error_reporting() and @ in one request leave the others' alone, at every switch
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    printf("%s %d %s\n", $who, error_reporting(), ini_get('error_reporting'));
}

requests(
    function () {
        error_reporting(E_ERROR);
        turn();
        look('a');
        @turn();
        look('a');
        trigger_error('not shown');
    },
    function () {
        look('b');
        turn();
        look('b');
        turn();
        look('b');
        trigger_error('shown', E_USER_WARNING);
    },
);
look('process');
?>
--INI--
error_reporting=32767
html_errors=0
--EXPECTF--
b 32767 32767
a 1 1
b 32767 32767
a 1 1
b 32767 32767

Warning: shown in %s on line %d
process 32767 32767
