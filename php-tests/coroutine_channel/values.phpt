--TEST--
A channel owns its values: copies of arrays, the same objects, released with it
--FILE--
<?php
use Peregrine\Coroutine\Channel;
use function Peregrine\run;

class Held
{
    public function __construct(public string $name) {}
    public function __destruct() { echo "$this->name is gone\n"; }
}

run(function () {
    $channel = new Channel(4);
    $array = [1];
    $channel->push($array);
    $array[] = 2;
    echo json_encode($channel->pop()), "\n";
    $object = new Held('same');
    $channel->push($object);
    var_dump($channel->pop() === $object);
    $x = 1;
    $reference = &$x;
    $channel->push($reference);
    $x = 2;
    var_dump($channel->pop());
    $channel->push(new Held('left in it'));
    unset($channel);
    echo "over\n";
});
?>
--EXPECT--
[1]
bool(true)
int(1)
left in it is gone
over
same is gone
