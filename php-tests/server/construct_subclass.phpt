--TEST--
A subclass that forgets its parent's constructor gets an error, no crash
--FILE--
<?php
require __DIR__ . '/../include/server.php';
class Forgetful extends Peregrine\Http\Server
{
    public function __construct()
    {
    }
}
$server = new Forgetful();
foreach ([fn () => $server->set([]), fn () => $server->on('request', 'strlen'), fn () => $server->start(), fn () => $server->stats()] as $call) {
    try {
        $call();
        echo "no error\n";
    } catch (Error $e) {
        echo get_class($e), "\n";
    }
}
?>
--EXPECT--
Error
Error
Error
Error
