--TEST--
runScript(): the global scope, with global variables of the request's own; destructors, exit, fatal errors, children
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

function show(string $name) { global $$name; return $$name ?? null; }
class Noisy
{
    function __construct(private string $name) {}
    function __destruct() { global $n; echo "$this->name gone, n is ", json_encode($n), "\n"; }
}

$dir = sys_get_temp_dir() . '/peregrine-globals-' . bin2hex(random_bytes(6));
mkdir($dir);
file_put_contents("$dir/index.php", '<?php
$n = (int) $_GET["n"];
$list = [1, 2];
foreach ($list as $item) {
    $GLOBALS["sum"] = ($sum ?? 0) + $item * $n;
    Peregrine\Coroutine::sleep(0.001 * (1 + $n % 4));
}
require __DIR__ . "/part.php";
Peregrine\go(function () use ($n) { Peregrine\Coroutine::sleep(0.001); $GLOBALS["children"] = show("n") === $n; });
Peregrine\Coroutine::sleep(0.005);
return [$n, show("sum"), $fromPart, show("fromPart"), isset($process), show("process"), $children, count($GLOBALS) > 5, $_GET["n"], $_SERVER["x"]];');
file_put_contents("$dir/part.php", '<?php $fromPart = "part of " . $n; global $list; $list = null;');
file_put_contents("$dir/ends.php", '<?php
$n = $_GET["how"];
$noisy = new Noisy("object of $n");
register_shutdown_function(function () { global $n; echo "shutdown of ", $n, "\n"; });
Peregrine\Coroutine::sleep(0.001);
$n === "exit" && exit;
$n === "throw" && throw new Exception("thrown");
');
$process = 'of the process';
run(function () use ($dir) {
    foreach (range(1, 40) as $n) {
        $ids[] = Coroutine::isolate(function () use ($dir, $n, &$results) {
            $_GET = ['n' => (string) $n];
            $_SERVER = ['x' => $n];
            $result = Coroutine::runScript("$dir/index.php");
            $results[] = $result === [$n, 3 * $n, "part of $n", "part of $n", false, null, true, true, (string) $n, $n] ?: $result;
        });
    }
    Coroutine::join($ids);
    echo count(array_filter($results, fn ($r) => $r === true)), " right\n";
    foreach (array_filter($results, fn ($r) => $r !== true) as $wrong) {
        echo json_encode($wrong), "\n";
    }
    $end = fn (string $how) => Coroutine::join([Coroutine::isolate(function () use ($dir, $how) {
        $_GET['how'] = $how;
        try {
            Coroutine::runScript("$dir/ends.php");
        } catch (Exception $e) {
            echo $e->getMessage(), "\n";
        }
    })]);
    $end('return');
    $end('throw');
    echo json_encode([$GLOBALS['n'] ?? null, $GLOBALS['process'], show('process')]), "\n";
    try {
        Coroutine::runScript("$dir/index.php");
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), "\n";
    }
    register_shutdown_function(function () use ($dir) {
        array_map(unlink(...), glob("$dir/*"));
        rmdir($dir);
    });
    $end('exit');
});
?>
--EXPECT--
40 right
shutdown of return
object of return gone, n is "return"
thrown
shutdown of throw
object of throw gone, n is "throw"
[null,"of the process","of the process"]
a script needs a request's state: set the server's option request_state, or use Coroutine::isolate()
shutdown of exit
object of exit gone, n is "exit"
