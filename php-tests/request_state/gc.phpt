--TEST--
The garbage collector and parked requests: cycles held only by a request's state are kept, those it dropped are collected
--EXTENSIONS--
session
--INI--
session.gc_probability=0
session.use_cookies=0
session.cache_limiter=
peregrine.isolate=Held, remembered
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';
require __DIR__ . '/../include/sessions.php';
use Peregrine\Coroutine;

/** Part of a cycle, and of nothing else. */
final class Node
{
    public ?Node $self;
    public array $list = [];
    public static int $destructed = 0;

    public function __construct(public readonly string $name)
    {
        $this->self = $this;
        $this->list = [[$this], &$this->list];
    }

    public function __destruct()
    {
        self::$destructed++;
    }

    public function __invoke(mixed ...$_): mixed
    {
        return $this->self->list[0][0] === $this ? $this->name : 'broken';
    }
}

final class Held
{
    public static mixed $value = null;
    public static array $list = [];
}

function remembered(?Node $node = null): ?Node
{
    static $kept = null;
    return $kept = $node ?? $kept;
}

/** Everything of a request that can hold an object, each holding another cycle, and the array itself a cycle with them. */
function hold(string $own): void
{
    foreach (['_GET', '_POST', '_COOKIE', '_FILES', '_SERVER', '_ENV', '_REQUEST', '_SESSION'] as $name) {
        $GLOBALS[$name]['node'] = new Node($own);
        $GLOBALS[$name]['node']->list[] = &$GLOBALS[$name];
    }
    Held::$value = new Node($own);
    Held::$value->list[] = &Held::$list;
    Held::$list = [Held::$value, &Held::$list];
    remembered(new Node($own));
    set_error_handler(new Node($own));
    set_exception_handler(new Node($own));
    ob_start(new Node($own));
    register_shutdown_function(new Node($own), new Node($own));
    header_register_callback(new Node($own));
    stream_context_set_default(['http' => ['header' => [new Node($own)]]]);
    $GLOBALS['_SESSION']['closure'] = (function () use (&$self) {
        return $self;
    })->bindTo(new Node($own));
}

/** Whose they are, all together. */
function held(): array
{
    $error = set_error_handler(null);
    $exception = set_exception_handler(null);
    restore_error_handler();
    restore_exception_handler();
    $nodes = [Held::$value, Held::$list[0], remembered(), $error, $exception, stream_context_get_options(stream_context_get_default())['http']['header'][0], (new ReflectionFunction($_SESSION['closure']))->getClosureThis()];
    foreach (['_GET', '_POST', '_COOKIE', '_FILES', '_SERVER', '_ENV', '_REQUEST', '_SESSION'] as $name) {
        $nodes[] = $GLOBALS[$name]['node'];
    }
    return array_count_values(array_map(fn (Node $node) => $node(), $nodes));
}

$running = serve(function ($server) {
    session_save_path(session_directory());
    $server->set(['request_state' => true]);
    $server->on('request', function () {
        $own = $_GET['own'] ?? '';
        if ($own === '') {
            gc_collect_cycles();
            echo Node::$destructed;
            return;
        }
        session($own, ['read_and_close' => true]);
        hold($own);
        $seen = [];
        for ($i = 0; $i < 5; $i++) {
            // Also what was held and is dropped while it is parked, so that there is something to find.
            $_GET['garbage'] = new Node($own);
            together(2);
            $_GET['garbage'] = null;
            Coroutine::sleep(0.001);
            gc_collect_cycles();
            $seen[] = held();
            Coroutine::sleep(0.001);
        }
        ob_end_clean();
        echo json_encode(array_unique($seen, SORT_REGULAR));
    });
});
for ($i = 0; $i < 3; $i++) {
    echo implode("\n", ask_together($running, ["GET /?own=one HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?own=two HTTP/1.1\r\nHost: a\r\n\r\n"])), "\n";
    // 18 that it held and 5 that it dropped, of each.
    echo until(fn () => ($count = (int) $running->get('/')->body) === 2 * 23 * ($i + 1) ? $count : 0, 'the destructors'), "\n";
}
echo $running->stop();
?>
--EXPECT--
200 [{"one":15}]
200 [{"two":15}]
46
200 [{"one":15}]
200 [{"two":15}]
92
200 [{"one":15}]
200 [{"two":15}]
138
