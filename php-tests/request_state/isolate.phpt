--TEST--
Coroutine::isolate(): a coroutine with a state of its own, shared by its children; the process's is untouched
--FILE--
<?php
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use function Peregrine\run;

/** What each of the two says, whoever is first. */
final class Said
{
    public static array $lines = [];
}
function say(string $name, string $line): void
{
    Said::$lines[$name][] = $line;
}

class Holder
{
    public static $value = 'process';
}
$_GET['a'] = 'process';
$_SERVER['own'] = 'process';

run(function () {
    var_dump(Coroutine::isolate(classes: [Holder::class]));
    foreach (['one', 'two'] as $name) {
        var_dump(is_int(Coroutine::isolate(function ($name) {
            say($name, "starts with {$_GET['a']}, {$_SERVER['own']}, " . Holder::$value);
            $_GET['a'] = $_SERVER['own'] = Holder::$value = $name;
            header("X-Own: $name");
            http_response_code(400 + strlen($name));
            @trigger_error("error of $name");
            $done = new Channel(1);
            $go = new Channel(1);
            Coroutine::create(function () use ($name, $go, $done) {
                $go->pop();
                say($name, "child: {$_GET['a']}, " . Holder::$value);
                $_GET['b'] = "child of $name";
                $done->push(true);
            });
            // A user's Fiber is part of it.
            $fiber = new Fiber(function () use ($name) {
                Coroutine::sleep(0.001);
                $_GET['c'] = "fiber of $name";
                Fiber::suspend();
                $_GET['c'] .= ', resumed';
            });
            $fiber->start();
            Coroutine::sleep(0.001);
            $fiber->resume();
            $go->push(true);
            $done->pop();
            say($name, json_encode([$_GET, $_SERVER['own'], Holder::$value, headers_list(), http_response_code(), error_get_last()['message']]));
            register_shutdown_function(function () use ($name) {
                say($name, "shutdown function: {$_GET['a']}");
                Coroutine::sleep(0.001);
                say($name, "after a wait: {$_GET['a']}");
            });
        }, $name)));
    }
    echo "meanwhile {$_GET['a']}, {$_SERVER['own']}, ", Holder::$value, "\n";
});
foreach (Said::$lines as $name => $lines) {
    echo "$name:\n  ", implode("\n  ", $lines), "\n";
}
echo json_encode([$_GET, $_SERVER['own'], Holder::$value, headers_list(), http_response_code(), error_get_last()]), "\n";
try {
    Coroutine::isolate(fn () => 1);
} catch (Peregrine\Error $e) {
    echo $e->getMessage(), "\n";
}
try {
    Coroutine::isolate(classes: 'Holder');
} catch (TypeError $e) {
    echo $e->getMessage(), "\n";
}
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
meanwhile process, process, process
one:
  starts with process, process, process
  child: one, one
  [{"a":"one","c":"fiber of one, resumed","b":"child of one"},"one","one",["X-Own: one"],403,"error of one"]
  shutdown function: one
  after a wait: one
two:
  starts with process, process, process
  child: two, two
  [{"a":"two","c":"fiber of two, resumed","b":"child of two"},"two","two",["X-Own: two"],403,"error of two"]
  shutdown function: two
  after a wait: two
[{"a":"process"},"process","process",[],false,null]
coroutines need the event loop: call this inside Peregrine\run(), or from workerStart on in a server
Coroutine::isolate(): classes must be an array of class names
