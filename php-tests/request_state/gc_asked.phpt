--TEST--
gc_collect_cycles() collects in a request whenever it is called, also right after a run that took long and gave little back
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

final class Ring
{
    public static int $destructed = 0;
    public Ring $self;

    public function __construct(public readonly bool $counts)
    {
        $this->self = $this;
    }

    public function __destruct()
    {
        self::$destructed += (int) $this->counts;
    }
}

/** Cycles that are in use and that every run has to walk through, as a booted application's. */
function application(): array
{
    $kept = [];
    for ($i = 0; $i < 30_000; $i++) {
        $kept[] = new Ring(false);
    }
    return $kept;
}

function collect(string $who, array $kept): void
{
    foreach (['gc_collect_cycles', fn () => gc_collect_cycles(), fn () => call_user_func('gc_collect_cycles')] as $collects) {
        // Each of them may be part of a cycle again.
        foreach ($kept as $ring) {
        }
        gc_collect_cycles();
        $garbage = new Ring(true);
        $garbage = null;
        printf("%s %d %d\n", $who, $collects(), Ring::$destructed);
    }
}

$kept = application();
requests(
    function () use ($kept) {
        collect('a', $kept);
        turn();
        collect('a', $kept);
    },
    function () use ($kept) {
        collect('b', $kept);
        turn();
        collect('b', $kept);
    },
);
?>
--EXPECT--
a 1 1
a 1 2
a 1 3
b 1 4
b 1 5
b 1 6
a 1 7
a 1 8
a 1 9
b 1 10
b 1 11
b 1 12
