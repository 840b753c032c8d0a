--TEST--
strtok(), a seeded generator, the default stream context, stream wrappers and filters are the request's
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

class Letters
{
    public $context;
    private int $left = 3;

    public function stream_open(string $path): bool
    {
        return true;
    }

    public function stream_read(int $count): string
    {
        turn();
        return $this->left-- > 0 ? static::LETTER : '';
    }

    public function stream_eof(): bool
    {
        return $this->left <= 0;
    }

    public function stream_stat(): array
    {
        return [];
    }
}

final class As_ extends Letters
{
    const LETTER = 'a';
}

final class Bs extends Letters
{
    const LETTER = 'b';
}

class Upper extends php_user_filter
{
    public function filter($in, $out, &$consumed, bool $closing): int
    {
        while ($bucket = stream_bucket_make_writeable($in)) {
            $bucket->data = strtoupper($bucket->data) . $this->filtername;
            $consumed += $bucket->datalen;
            stream_bucket_append($out, $bucket);
        }
        return PSFS_PASS_ON;
    }
}

function filtered(string $name): string
{
    $stream = fopen('php://memory', 'w+');
    @stream_filter_append($stream, $name, STREAM_FILTER_WRITE) || fwrite($stream, 'no filter ');
    fwrite($stream, 'text');
    rewind($stream);
    return stream_get_contents($stream);
}

function body(string $name, string $class, int $seed): callable
{
    return function () use ($name, $class, $seed) {
        $said = [strtok("$name 1 $name 2", ' ')];
        mt_srand($seed);
        stream_context_set_default(['http' => ['user_agent' => $name]]);
        $said[] = stream_wrapper_register('letters', $class) ? 'registered' : 'not registered';
        stream_filter_register("$name.upper", 'Upper');
        turn();
        array_push($said, strtok(' '), mt_rand(), stream_context_get_options(stream_context_get_default())['http']['user_agent']);
        $said[] = file_get_contents('letters://x');
        $said[] = filtered("$name.upper");
        $said[] = filtered(($name === 'a' ? 'b' : 'a') . '.upper');
        $said[] = filtered('process.upper');
        $said[] = strtok(' ');
        Peregrine\go(function () use (&$said) {
            array_push($said, strtok(' '), mt_rand());
        });
        turn();
        $said[] = mt_rand();
        echo implode(' ', $said), "\n";
    };
}

stream_filter_register('process.upper', 'Upper');
mt_srand(1);
[$a, $b] = [[], []];
mt_srand(7);
$seven = [mt_rand(), mt_rand(), mt_rand()];
mt_srand(8);
$eight = [mt_rand(), mt_rand(), mt_rand()];
mt_srand(9);
$nine = mt_rand();
mt_srand(9);
echo 'a: ', implode(' ', $seven), "\nb: ", implode(' ', $eight), "\n";
requests(body('a', As_::class, 7), body('b', Bs::class, 8), function () {
    var_dump(@strtok(' '), stream_context_get_options(stream_context_get_default()), in_array('letters', stream_get_wrappers()));
    turn();
    var_dump(in_array('letters', stream_get_wrappers()));
});
var_dump(mt_rand() === $nine, in_array('letters', stream_get_wrappers()), stream_get_filters() === array_unique(stream_get_filters()));
?>
--EXPECTF--
a: %d %d %d
b: %d %d %d
bool(false)
array(0) {
}
bool(false)
bool(false)
a registered 1 %d a aaa TEXTa.upper no filter text TEXTprocess.upper a 2 %d %d
b registered 1 %d b bbb TEXTb.upper no filter text TEXTprocess.upper b 2 %d %d
bool(true)
bool(false)
bool(true)
