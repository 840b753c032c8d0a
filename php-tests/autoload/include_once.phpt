--TEST--
require_once by many coroutines at once: through a stream wrapper that waits, and of a file that waits; each gets the class
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{run, go};

class Slow
{
    public $context;
    public static array $opened = [];
    private int $at = 0;
    private string $text;
    function stream_open($path, $mode, $options, &$opened)
    {
        self::$opened[$path] = (self::$opened[$path] ?? 0) + 1;
        Coroutine::sleep(0.002);
        $name = ucfirst(parse_url($path, PHP_URL_HOST));
        $this->text = "<?php use Peregrine\Coroutine; Coroutine::sleep(0.002); if (true) { class $name { } } return '$name';";
        return true;
    }
    function stream_read($n)
    {
        Coroutine::sleep(0.002);
        $piece = substr($this->text, $this->at, min($n, 20));
        $this->at += strlen($piece);
        return $piece;
    }
    function stream_eof() { return $this->at >= strlen($this->text); }
    function stream_stat() { return []; }
    function stream_set_option($option, $a, $b) { return false; }
    function stream_close() {}
}
stream_wrapper_register('slow', Slow::class);

$results = [];
run(function () use (&$results) {
    for ($i = 0; $i < 60; $i++) {
        go(function () use ($i, &$results) {
            $name = ['one', 'two', 'three'][$i % 3];
            $value = require_once "slow://$name";
            $class = ucfirst($name);
            $result = get_class(new $class) . ' ' . var_export($value, true);
            $results[$result] = ($results[$result] ?? 0) + 1;
        });
    }
});
ksort($results);
print_r($results);
print_r(Slow::$opened);

echo "plain includes that wait:\n";
run(function () {
    for ($i = 0; $i < 5; $i++) {
        go(function () use ($i) {
            $name = 'value' . $i;
            echo include "slow://$name", ' ';
        });
    }
});
echo "\n";
?>
--EXPECT--
Array
(
    [One 'One'] => 1
    [One true] => 19
    [Three 'Three'] => 1
    [Three true] => 19
    [Two 'Two'] => 1
    [Two true] => 19
)
Array
(
    [slow://one] => 1
    [slow://two] => 1
    [slow://three] => 1
)
plain includes that wait:
Value0 Value1 Value2 Value3 Value4 
