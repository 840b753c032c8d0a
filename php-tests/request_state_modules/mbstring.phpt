--TEST--
mb_internal_encoding() and its like are the request's, and start as the process's
--EXTENSIONS--
mbstring
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    printf("%-8s %s %s %s %s %d\n", $who, mb_internal_encoding(), implode(',', mb_detect_order()), mb_substitute_character(),
        mb_language(), mb_strlen('äö'));
}

mb_detect_order(['UTF-8', 'ISO-8859-1']);
look('process');
requests(
    function () {
        mb_internal_encoding('ISO-8859-1');
        mb_detect_order('ASCII');
        mb_substitute_character(0x21);
        turn();
        look('a');
        mb_internal_encoding('UTF-8');
        turn();
        look('a');
    },
    function () {
        look('b');
        turn();
        mb_language('ja');
        mb_substitute_character('none');
        look('b');
        turn();
        Peregrine\go(fn () => mb_internal_encoding('ASCII'));
        look('b');
    },
    function () {
        turn();
        look('c');
        turn();
        look('c');
    },
);
look('process');
?>
--EXPECT--
process  UTF-8 UTF-8,ISO-8859-1 63 neutral 2
b        UTF-8 UTF-8,ISO-8859-1 63 neutral 2
a        ISO-8859-1 ASCII 33 neutral 4
b        UTF-8 UTF-8,ISO-8859-1 none Japanese 2
c        UTF-8 UTF-8,ISO-8859-1 63 neutral 2
a        UTF-8 ASCII 33 neutral 2
b        ASCII UTF-8,ISO-8859-1 none Japanese 4
c        UTF-8 UTF-8,ISO-8859-1 63 neutral 2
process  UTF-8 UTF-8,ISO-8859-1 63 neutral 2
