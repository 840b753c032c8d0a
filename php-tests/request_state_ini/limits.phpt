--TEST--
set_time_limit() in a request does not end the process that serves others; memory_limit is back when the request is over
--FILE--
<?php
require __DIR__ . '/../include/requests.php';
requests(
    function () {
        var_dump(set_time_limit(1), ini_get('max_execution_time'));
        ini_set('memory_limit', '300M');
        turn();
        turn();
        echo ini_get('max_execution_time'), ' ', ini_get('memory_limit'), "\n";
        for ($until = hrtime(true) + 1.3e9; hrtime(true) < $until;);
        echo "lives\n";
    },
    function () {
        echo ini_get('max_execution_time'), ' ', ini_get('memory_limit'), "\n";
        turn();
        // There is one heap: what one may use, all may meanwhile.
        echo strlen(str_repeat('x', 200 << 20)), "\n";
    },
);
echo ini_get('max_execution_time'), ' ', ini_get('memory_limit'), "\n";
?>
--INI--
memory_limit=128M
--EXPECT--
bool(true)
string(1) "1"
0 128M
209715200
1 300M
lives
0 128M
