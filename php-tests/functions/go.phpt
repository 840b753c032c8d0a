--TEST--
go() runs the coroutine at once and returns its id when it waits or ends
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Greeter
{
    public function hello(string $name) { echo "hello $name\n"; }
    public static function bye(string $name) { echo "bye $name\n"; }
    public function __invoke(string $name) { echo "invoked $name\n"; }
}

run(function () {
    $id = go(function (...$params) {
        echo implode(' ', $params), "\n";
        Coroutine::sleep(0.001);
        echo "second half\n";
    }, 'first', 'half');
    echo "id $id\n";
    go([new Greeter, 'hello'], 'Ann');
    go('Greeter::bye', 'Bob');
    go(new Greeter, 'Cid');
    go((new Greeter)->hello(...), 'Dot');
    go('printf', "%s\n", 'Eve');
});
?>
--EXPECT--
first half
id 2
hello Ann
bye Bob
invoked Cid
hello Dot
Eve
second half
