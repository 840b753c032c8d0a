--TEST--
Every process counts on the same number
--EXTENSIONS--
pcntl
--FILE--
<?php
use Peregrine\Atomic;

require __DIR__ . '/../include/fork.php';

$atomic = new Atomic;
$long = new Atomic\Long(-1);
$children = [];
for ($c = 0; $c < 4; $c++) {
    $children[] = child(function () use ($atomic, $long) {
        for ($n = 0; $n < 5000; $n++) {
            $atomic->add();
            $long->sub(2 ** 40);
        }
        return 0;
    });
}
array_map(ended(...), $children);
var_dump($atomic->get(), $long->get() === -1 - 20_000 * 2 ** 40);
?>
--EXPECT--
int(20000)
bool(true)
