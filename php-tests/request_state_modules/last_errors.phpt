--TEST--
json_last_error(), preg_last_error() and the like tell of the request's own calls
--EXTENSIONS--
posix
sockets
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function look(string $who): void
{
    printf("%-8s %s | %s | %s | %s\n", $who, json_last_error_msg(), preg_last_error_msg(), posix_get_last_error(), socket_last_error());
}

json_decode('{');
look('process');
requests(
    function () {
        look('a');
        json_decode("\"\xff\"");
        preg_match('/./u', "\xff");
        turn();
        look('a');
    },
    function () {
        look('b');
        json_decode('1');
        posix_kill(1 << 30, 0);
        @socket_connect(socket_create(AF_UNIX, SOCK_STREAM, 0), '/nowhere');
        turn();
        look('b');
        Peregrine\go(function () {
            json_decode('[');
        });
        look('b');
    },
    function () {
        turn();
        look('c');
    }
);
look('process');
?>
--EXPECT--
process  Syntax error | No error | 0 | 0
a        No error | No error | 0 | 0
b        No error | No error | 0 | 0
a        Malformed UTF-8 characters, possibly incorrectly encoded | Malformed UTF-8 characters, possibly incorrectly encoded | 0 | 0
b        No error | No error | 3 | 2
b        Syntax error | No error | 3 | 2
c        No error | No error | 0 | 0
process  Syntax error | No error | 0 | 0
