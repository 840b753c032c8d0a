--TEST--
Handlers of the user: each request its own, those set before the requests for all; they may wait; "files" named again waits parked
--EXTENSIONS--
session
--INI--
display_errors=stderr
html_errors=0
session.use_cookies=0
session.cache_limiter=
session.gc_probability=0
--FILE--
<?php
use Peregrine\Coroutine;
require __DIR__ . '/../include/requests.php';
require __DIR__ . '/../include/sessions.php';

final class Kept implements SessionHandlerInterface
{
    private array $kept = [];

    public function __construct(private string $name)
    {
    }

    public function open(string $path, string $name): bool
    {
        return true;
    }

    public function close(): bool
    {
        return true;
    }

    public function read(string $id): string
    {
        turn();
        return $this->kept[$id] ?? 'by|' . serialize($this->name);
    }

    public function write(string $id, string $data): bool
    {
        turn();
        $this->kept[$id] = $data;
        say("$this->name $id $data");
        return true;
    }

    public function destroy(string $id): bool
    {
        return true;
    }

    public function gc(int $max_lifetime): int
    {
        return 0;
    }
}

final class Wrapped extends SessionHandler
{
    public function read(string $id): string|false
    {
        say("wrapped reads");
        return parent::read($id);
    }
}

session_save_path(session_directory());
$use = function (?object $handler, string $id) {
    return function () use ($handler, $id) {
        $handler && session_set_save_handler($handler, false);
        session($id);
        turn();
        $_SESSION['id'] = $id;
    };
};
requests($use(new Kept('a'), 'x'), $use(new Kept('b'), 'x'), $use(null, 'x'));
say(file_get_contents(session_save_path() . '/sess_x') . ' ' . session_module_name());

$again = function () {
    session_set_save_handler(new Kept('c'), false);
    ini_set('session.save_handler', 'files');
    session('x');
    say(session_module_name() . ' ' . json_encode($_SESSION));
    $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;
    turn();
};
Peregrine\run(function () use ($again) {
    $ids = [Coroutine::isolate($again), Coroutine::isolate($again)];
    Coroutine::resume($ids[0]);
    while (Coroutine::exists($ids[1])) {
        Coroutine::sleep(0.001);
        @Coroutine::resume($ids[1]);
    }
});
requests($use(new Wrapped(), 'y'));
say(file_get_contents(session_save_path() . '/sess_y'));

session_set_save_handler(new Kept('process'), false);
requests($use(null, 'x'), $use(null, 'z'));
?>
--EXPECT--
a x by|s:1:"a";id|s:1:"x";
b x by|s:1:"b";id|s:1:"x";
id|s:1:"x"; files
files {"id":"x"}
files {"id":"x","n":1}
wrapped reads
id|s:1:"y";
process x by|s:7:"process";id|s:1:"x";
process z by|s:7:"process";id|s:1:"z";
