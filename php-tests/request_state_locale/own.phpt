--TEST--
setlocale() is the request's, category by category; who did not call it has the process's
--SKIPIF--
<?php
if (!setlocale(LC_CTYPE, 'C.UTF-8', 'C.utf8')) {
    echo 'skip needs the locale C.UTF-8';
}
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    printf("%-8s %s %s %s\n", $who, setlocale(LC_CTYPE, 0), setlocale(LC_TIME, 0), nl_langinfo(CODESET));
}

setlocale(LC_ALL, 'C');
look('process');
requests(
    function () {
        look('a');
        setlocale(LC_CTYPE, 'C.UTF-8');
        turn();
        look('a');
        setlocale(LC_TIME, 'C.UTF-8');
        turn();
        look('a');
        setlocale(LC_ALL, 'C');
        look('a');
    },
    function () {
        look('b');
        turn();
        setlocale(LC_TIME, ['xx_XX', 'C.UTF-8']);
        look('b');
        turn();
        Peregrine\go(function () {
            look('child');
            setlocale(LC_CTYPE, 'C.UTF-8');
        });
        look('b');
    },
    function () {
        look('c');
        turn();
        var_dump(setlocale(LC_ALL, 'xx_XX'));
        look('c');
        turn();
        look('c');
    },
);
look('process');
?>
--EXPECT--
process  C C ANSI_X3.4-1968
a        C C ANSI_X3.4-1968
b        C C ANSI_X3.4-1968
c        C C ANSI_X3.4-1968
a        C.UTF-8 C UTF-8
b        C C.UTF-8 ANSI_X3.4-1968
bool(false)
c        C C ANSI_X3.4-1968
a        C.UTF-8 C.UTF-8 UTF-8
a        C C ANSI_X3.4-1968
child    C C.UTF-8 ANSI_X3.4-1968
b        C.UTF-8 C.UTF-8 UTF-8
c        C C ANSI_X3.4-1968
process  C C ANSI_X3.4-1968
