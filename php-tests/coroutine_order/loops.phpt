--TEST--
Hot loops with waits inside give the same results as without
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

function sum(int $from, int $to, ?Channel $channel): float
{
    $sum = 0.0;
    $text = '';
    for ($i = $from; $i < $to; $i++) {
        $sum += $i * 1.5;
        $text .= chr(97 + $i % 26);
        if ($i % 100 === 0) {
            $channel ? $channel->push($i) : null;
        }
        if (strlen($text) > 50) {
            $text = substr($text, -10);
        }
    }
    return $sum + strlen($text) + ord($text[0]);
}

$expected = [];
for ($i = 0; $i < 10; $i++) {
    $expected[$i] = sum($i * 10_000, ($i + 1) * 10_000, null);
}
run(function () use ($expected) {
    $channel = new Channel(3);
    $answers = [];
    for ($i = 0; $i < 10; $i++) {
        go(function () use ($i, $channel, &$answers) {
            $answers[$i] = sum($i * 10_000, ($i + 1) * 10_000, $channel);
        });
    }
    $taken = [];
    while (count($taken) < 1_000) {
        $taken[] = $channel->pop();
    }
    sort($taken);
    Coroutine::sleep(0.001);
    ksort($answers);
    var_dump($answers === $expected, $taken === range(0, 99_900, 100));
});
?>
--EXPECT--
bool(true)
bool(true)
