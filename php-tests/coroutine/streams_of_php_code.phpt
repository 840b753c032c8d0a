--TEST--
Opening a stream of PHP code may wait: warnings are no exceptions elsewhere meanwhile, and others open the same name
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\{run, go};

final class Waiting
{
    public static Channel $gate;
    public $context;
    private bool $done = false;

    public function stream_open(string $path): bool
    {
        echo "opens $path\n";
        return self::$gate->pop();
    }

    public function stream_read(): string
    {
        [$text, $this->done] = [$this->done ? '' : '<?php return 7;', true];
        return $text;
    }

    public function stream_eof(): bool { return $this->done; }
    public function stream_stat(): array { return []; }
    public function stream_set_option(): bool { return false; }
    public function url_stat(): array { return ['mode' => 0100644]; }
}

function warns(): string
{
    try {
        return @file_get_contents(__DIR__ . '/none') === false ? 'a warning' : 'read';
    } catch (Exception $e) {
        return get_class($e);
    }
}

stream_wrapper_register('waiting', 'Waiting');
run(function () {
    Waiting::$gate = new Channel(2);
    go(function () {
        $file = new SplFileObject('waiting://a');
        echo 'a: ', $file->fgets(), ', then ', warns(), "\n";
        try {
            new SplFileObject(__DIR__ . '/none');
        } catch (RuntimeException $e) {
            echo "an exception\n";
        }
    });
    echo warns(), "\n";
    go(fn() => print('b: ' . fgets(fopen('waiting://a', 'r')) . "\n"));
    go(fn() => print(warns() . "\n"));
    Waiting::$gate->push(true);
    Waiting::$gate->push(true);
});
run(function () {
    Waiting::$gate = new Channel(2);
    go(fn() => print('c: ' . include 'waiting://c'));
    go(fn() => print(', d: ' . include 'waiting://d'));
    Waiting::$gate->push(true);
    Waiting::$gate->push(true);
});
// An include from a stream forbids remote files below it, and only there.
echo "\n", file_get_contents('data:,remote'), "\n";
?>
--EXPECT--
opens waiting://a
a warning
opens waiting://a
a warning
a: <?php return 7;, then a warning
an exception
b: <?php return 7;
opens waiting://c
opens waiting://d
c: 7, d: 7
remote
