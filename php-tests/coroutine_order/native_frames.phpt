--TEST--
A coroutine waits below native functions: array_map, usort, preg_replace_callback, iterators, magic methods
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Magic implements IteratorAggregate, Countable, ArrayAccess, JsonSerializable
{
    private function wait($value) { Coroutine::sleep(0.001); return $value; }
    public function __get($name) { return $this->wait("get $name"); }
    public function __call($name, $arguments) { return $this->wait("call $name"); }
    public function __toString(): string { return $this->wait('text'); }
    public function count(): int { return $this->wait(3); }
    public function getIterator(): Iterator { yield $this->wait(1); yield $this->wait(2); }
    public function offsetExists($o): bool { return $this->wait(true); }
    public function offsetGet($o): mixed { return $this->wait("at $o"); }
    public function offsetSet($o, $v): void {}
    public function offsetUnset($o): void {}
    public function jsonSerialize(): mixed { return $this->wait(['json']); }
}

function work(int $n): string
{
    $wait = function ($x) { Coroutine::sleep(0.001); return $x; };
    $list = [3, 1, 2];
    usort($list, fn($a, $b) => $wait($a) <=> $wait($b));
    $magic = new Magic;
    return json_encode([
        array_map($wait, [$n, 2]),
        $list,
        preg_replace_callback('/\d/', fn($m) => $wait($m[0] * 2), '1 2 3'),
        iterator_to_array($magic),
        $magic->property,
        $magic->method(),
        "$magic",
        count($magic),
        $magic['offset'],
        json_encode($magic),
        array_sum(array_filter([1, 2, 3, 4], fn($x) => $wait($x) > 2)),
    ]);
}

run(function () {
    $answers = [];
    for ($i = 0; $i < 20; $i++) {
        $ids[] = go(function () use ($i, &$answers) { $answers[work($i)] = $i; });
    }
    Coroutine::join($ids);
    echo count($answers), ' ', array_search(7, $answers), "\n";
});
?>
--EXPECT--
20 [[7,2],[1,2,3],"2 4 6",[1,2],"get property","call method","text",3,"at offset","[\"json\"]",7]
