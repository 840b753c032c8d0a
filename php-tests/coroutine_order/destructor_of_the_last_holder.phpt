--TEST--
A destructor that waits runs in whatever coroutine let go last: here the one that called go()
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Slow
{
    public function __construct(private string $name) {}
    public function __invoke() { echo "called\n"; }
    public function __destruct()
    {
        echo "$this->name begins\n";
        try {
            var_dump(Coroutine::sleep(0.001));
        } catch (Peregrine\Error $e) {
            echo $e->getMessage(), "\n";
        }
        echo "$this->name ends\n";
    }
}

run(function () {
    go(function ($argument) { echo "body\n"; }, new Slow('argument'));
    go(new Slow('callable'));
    echo "main\n";
});
echo "over\n";
?>
--EXPECT--
body
argument begins
bool(true)
argument ends
called
callable begins
bool(true)
callable ends
main
over
