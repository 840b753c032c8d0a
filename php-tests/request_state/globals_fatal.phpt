--TEST--
runScript(): after a fatal error shutdown functions and other coroutines of the request find its global variables
--INI--
display_errors=0
log_errors=0
memory_limit=64M
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

/** Writes over frames that are no more. */
function deep(int $n, string $a, string $b): int
{
    return $n === 0 ? strlen($a) : 1 + deep($n - 1, "$a$n", "$b$n");
}

function show(): void
{
    global $n, $list, $text, $fromPart, $sum;
    deep(500, 'a', 'b');
    $there = array_values(array_intersect(['n', 'unset', 'text'], array_keys($GLOBALS)));
    echo json_encode([$n, count($list), $list[299], strlen($text), $fromPart, $sum, ...$there]), "\n";
}

function fail(string $how, int $depth): void
{
    $depth > 0 && fail($how, $depth - 1);
    $how === 'error' && trigger_error('fatal', E_USER_ERROR);
    $how === 'memory' && $text = str_repeat('x', 1 << 30);
    $how === 'compile' && eval('class C { function f() {} function f() {} }');
}

$dir = sys_get_temp_dir() . '/peregrine-globals-fatal-' . bin2hex(random_bytes(6));
$running = serve(function ($server, string $dir = '') {
    $server->set(['request_state' => true, 'log_level' => Peregrine\LOG_NONE]);
    $server->on('request', fn () => Coroutine::runScript("$dir/index.php"));
});
try {
    mkdir($dir);
    file_put_contents("$dir/index.php", '<?php
        $n = (int) $_GET["n"];
        $list = array_map(fn ($i) => "item $i of $n", range(0, 299));
        $unset = 1;
        unset($unset);
        register_shutdown_function(show(...));
        $sum = 0;
        require __DIR__ . "/part.php";
        ');
    // More variables than fit beside the request's other frames: theirs are on another page of the stack.
    $many = implode('', array_map(fn ($i) => "\$v$i = \$n + $i;\n", range(1, 6000)));
    file_put_contents("$dir/part.php", "<?php
        \$fromPart = 'part of ' . \$n;
        $many
        \$text = str_repeat('x', 1000 + \$n);
        \$sum += \$v6000;
        fail(\$_GET['how'], (int) \$_GET['depth']);
        ");
    $running = $running->another($dir);
    foreach ([['none', 0], ['error', 0], ['error', 300], ['memory', 0], ['compile', 300]] as $n => [$how, $depth]) {
        $answer = $running->get("/?n=$n&how=$how&depth=$depth");
        echo "$how $answer->status $answer->body";
    }
    echo $running->stop();
} finally {
    array_map(unlink(...), glob("$dir/*"));
    is_dir($dir) && rmdir($dir);
}
?>
--EXPECT--
none 200 [0,300,"item 299 of 0",1000,"part of 0",6000,"n","text"]
error 500 [1,300,"item 299 of 1",1001,"part of 1",6001,"n","text"]
error 500 [2,300,"item 299 of 2",1002,"part of 2",6002,"n","text"]
memory 500 [3,300,"item 299 of 3",1003,"part of 3",6003,"n","text"]
compile 500 [4,300,"item 299 of 4",1004,"part of 4",6004,"n","text"]
