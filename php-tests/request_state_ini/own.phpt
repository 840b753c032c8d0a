--TEST--
What ini_set() changes is the request's: others see the process's value, also of entries whose handlers keep it elsewhere
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    printf("%-8s %s %s %s %s %s %s\n", $who, ini_get('precision'), 1 / 3, get_include_path(), ini_get('user_agent') ?: '-',
        ini_get('display_errors'), date_default_timezone_get());
}

ini_set('precision', 5);
date_default_timezone_set('Europe/Vienna');
look('process');
requests(
    function () {
        look('a');
        ini_set('precision', 3);
        set_include_path('/a');
        date_default_timezone_set('Asia/Tokyo');
        turn();
        look('a');
        ini_restore('precision');
        turn();
        look('a');
    },
    function () {
        look('b');
        ini_set('precision', 7);
        ini_set('user_agent', 'b');
        turn();
        look('b');
        Peregrine\go(function () {
            look('child');
            ini_set('precision', 8);
        });
        look('b');
        turn();
        look('b');
    },
    function () {
        look('c');
        turn();
        look('c');
        turn();
        look('c');
    },
);
look('process');
ini_restore('precision');
look('process');
?>
--INI--
precision=14
include_path=.
date.timezone=UTC
--EXPECT--
process  5 0.33333 . - 1 Europe/Vienna
a        5 0.33333 . - 1 Europe/Vienna
b        5 0.33333 . - 1 Europe/Vienna
c        5 0.33333 . - 1 Europe/Vienna
a        3 0.333 /a - 1 Asia/Tokyo
b        7 0.3333333 . b 1 Europe/Vienna
child    7 0.3333333 . b 1 Europe/Vienna
b        8 0.33333333 . b 1 Europe/Vienna
c        5 0.33333 . - 1 Europe/Vienna
a        5 0.33333 /a - 1 Asia/Tokyo
b        8 0.33333333 . b 1 Europe/Vienna
c        5 0.33333 . - 1 Europe/Vienna
process  5 0.33333 . - 1 Europe/Vienna
process  14 0.33333333333333 . - 1 Europe/Vienna
