--TEST--
TZ in the environment is the request's for libc too; a wrong setting is refused as by PHP
--FILE--
<?php
require __DIR__ . '/../include/requests.php';
// What libc makes of TZ, without PHP's own time zones.
$hour = fn () => trim(shell_exec('date -d @0 +%H'));
requests(
    function () use ($hour) {
        putenv('TZ=UTC-3');
        turn();
        echo $hour(), "\n";
    },
    function () use ($hour) {
        putenv('TZ=UTC');
        turn();
        echo $hour(), "\n";
        try {
            putenv('=x');
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    },
);
?>
--EXPECT--
03
00
putenv(): Argument #1 ($assignment) must have a valid syntax
