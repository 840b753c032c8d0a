--TEST--
The cycle collector runs while coroutines are parked and keeps what their stacks hold
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Node
{
    public $self;
    public function __construct(public int $n) { $this->self = $this; }
}

run(function () {
    for ($i = 0; $i < 100; $i++) {
        go(function () use ($i) {
            $node = new Node($i);
            $array = [$node, [$node]];
            $dropped = new Node(-1);
            unset($dropped);
            Coroutine::yield();
            if ($node->self->n !== $i || $array[1][0] !== $node) {
                echo "lost $i\n";
            }
        });
    }
    var_dump(gc_collect_cycles() >= 100);
    for ($i = 2; $i <= 101; $i++) {
        Coroutine::resume($i);
    }
    var_dump(gc_collect_cycles() >= 100);
});
?>
--EXPECT--
bool(true)
bool(true)
