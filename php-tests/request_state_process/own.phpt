--TEST--
chdir(), umask() and putenv() are the request's; programs it starts see them too
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    $path = tempnam(sys_get_temp_dir(), 'peregrine-test-');
    unlink($path);
    touch($path);
    printf("%-8s %s %o %o %s %s\n", $who, getcwd(), umask(), fileperms($path) & 0777, json_encode(getenv('PEREGRINE_A')),
        trim(shell_exec('echo $PEREGRINE_A in $(pwd)')));
    unlink($path);
}

chdir('/');
umask(022);
putenv('PEREGRINE_A=process');
look('process');
requests(
    function () {
        look('a');
        chdir('/usr');
        umask(077);
        putenv('PEREGRINE_A=a');
        turn();
        look('a');
        chdir('/');
        umask(022);
        turn();
        look('a');
    },
    function () {
        look('b');
        chdir('/usr');
        putenv('PEREGRINE_A');
        turn();
        look('b');
        Peregrine\go(function () {
            chdir('/usr/bin');
            putenv('PEREGRINE_A=child');
        });
        turn();
        look('b');
    },
    function () {
        look('c');
        turn();
        umask(0);
        look('c');
        turn();
        look('c');
    },
);
look('process');
putenv('PEREGRINE_A');
look('process');
?>
--EXPECT--
process  / 22 644 "process" process in /
a        / 22 644 "process" process in /
b        / 22 644 "process" process in /
c        / 22 644 "process" process in /
a        /usr 77 600 "a" a in /usr
b        /usr 22 644 false in /usr
c        / 0 666 "process" process in /
a        / 22 644 "a" a in /
b        /usr/bin 22 644 "child" child in /usr/bin
c        / 0 666 "process" process in /
process  / 22 644 "process" process in /
process  / 22 644 false in /
