--TEST--
A destructor the cycle collector runs may start coroutines; what it does about waiting is an error, not a crash
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Cycle
{
    public $self;
    public function __construct(private string $what) { $this->self = $this; }
    public function __destruct()
    {
        if ($this->what === 'start') {
            go(function () {
                echo "started\n";
                Coroutine::sleep(0.001);
                echo "started one goes on\n";
            });
            return;
        }
        try {
            Coroutine::sleep(0.001);
            echo "waited\n";
        } catch (Peregrine\Error $e) {
            echo $e->getMessage(), "\n";
        }
    }
}

run(function () {
    new Cycle('start');
    new Cycle('wait');
    gc_collect_cycles();
    echo "collected\n";
});
?>
--EXPECTF--
started
waiting is not possible inside a destructor that the cycle collector runs
collected
started one goes on
