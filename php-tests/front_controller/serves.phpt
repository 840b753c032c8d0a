--TEST--
FrontController runs an unmodified index.php for each request, serves files, boots once, keeps requests apart
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/loader.inc';

$app = getenv('PEREGRINE_TEST_APP') ?: sys_get_temp_dir() . '/peregrine-front-' . bin2hex(random_bytes(6));
putenv("PEREGRINE_TEST_APP=$app");
if (!is_dir($app)) {
    mkdir("$app/public", 0700, true);
    file_put_contents("$app/boot.php", '<?php $GLOBALS["boots"] = ($GLOBALS["boots"] ?? 0) + 1; function booted() { return "booted"; } class Held { public static $last = "nobody"; }');
    file_put_contents("$app/app.php", '<?php $GLOBALS["n"] = 0; return (object) ["path" => $_SERVER["PATH_INFO"] ?? "/"];');
    file_put_contents("$app/public/hello.txt", "hello\n");
    file_put_contents("$app/public/index.php", '<?php
        require_once __DIR__ . "/../boot.php";
        $app = require_once __DIR__ . "/../app.php";
        $n++;
        Held::$last = $app->path;
        header("X-Script: " . $_SERVER["SCRIPT_NAME"]);
        Peregrine\Coroutine::sleep(isset($_GET["wait"]) ? 0.02 : 0);
        if ($app->path === "/missing.css") { http_response_code(404); exit("no such file"); }
        if ($app->path === "/throws") { ini_set("display_errors", 0); throw new Exception("thrown"); }
        echo json_encode([$app->path, Held::$last, $n, booted(), basename(getcwd()), $_SERVER["PHP_SELF"], $_SERVER["REQUEST_METHOD"], $_POST, basename(get_included_files()[0])]), "\n";');
}
$server = serve(function ($server) use ($app) {
    $front = new Peregrine\FrontController("$app/public/index.php", ['boot' => fn () => require "$app/boot.php", 'isolate' => ['Held']]);
    $front->attach($server);
});

function show(?Answer $answer): void
{
    echo $answer->status, ' ', $answer->field('X-Script') ?? $answer->field('x-script') ?? '-', ' ', rtrim($answer->body) ?: '(empty)', "\n";
}

$client = $server->connect();
foreach (['/', '/a/b?x=1', '/index.php/info', '/dotted.name', '/missing.css', '/throws', '/after', '/hello.txt', '/../boot.php', '/index.php'] as $target) {
    show($client->get($target));
}
$client->send("POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na[]=x%2");
show($client->answer());
$client->send("POST /hello.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
show($client->answer());
$client->send("HEAD /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n");
$head = $client->answer(true);
echo $head->status, ' ', $head->field('content-length'), ' ', $head->field('content-type'), "\n";

// Together: each has its own path, static and global variables.
$clients = array_map(fn () => $server->connect(), range(1, 20));
foreach ($clients as $i => $one) {
    $one->send("GET /wait$i?wait HTTP/1.1\r\nHost: a\r\n\r\n");
}
$right = 0;
foreach ($clients as $i => $one) {
    [$path, $last, $n] = $one->answer()->json();
    $right += $path === "/wait$i" && $last === $path && $n === 1;
}
echo "$right right\n";
echo preg_match('/Uncaught Exception: thrown/', $server->stop()) ? "reported\n" : "not reported\n";
exec('rm -r ' . escapeshellarg($app));

foreach ([[__DIR__ . '/nowhere.php', []], [__FILE__, ['document_rot' => '/']], [__FILE__, ['document_root' => '/nowhere']]] as $arguments) {
    try {
        new Peregrine\FrontController(...$arguments);
    } catch (InvalidArgumentException $e) {
        echo str_replace(__DIR__, 'DIR', $e->getMessage()), "\n";
    }
}
?>
--EXPECT--
200 /index.php ["\/","\/",1,"booted","public","\/index.php","GET",[],"index.php"]
200 /index.php ["\/a\/b","\/a\/b",1,"booted","public","\/index.php\/a\/b","GET",[],"index.php"]
200 /index.php ["\/info","\/info",1,"booted","public","\/index.php\/info","GET",[],"index.php"]
200 /index.php ["\/dotted.name","\/dotted.name",1,"booted","public","\/index.php\/dotted.name","GET",[],"index.php"]
404 /index.php no such file
500 /index.php (empty)
200 /index.php ["\/after","\/after",1,"booted","public","\/index.php\/after","GET",[],"index.php"]
200 - hello
200 /index.php ["\/boot.php","\/boot.php",1,"booted","public","\/index.php\/boot.php","GET",[],"index.php"]
200 /index.php ["\/","\/",1,"booted","public","\/index.php","GET",[],"index.php"]
200 /index.php ["\/form","\/form",1,"booted","public","\/index.php\/form","POST",{"a":["x%2"]},"index.php"]
405 - (empty)
200 6 text/plain
20 right
reported
The script DIR/nowhere.php is not there; give the path of the application's public/index.php.
FrontController has no option document_rot; it has document_root, static, symlinks, boot, isolate.
The document root /nowhere is not a directory; set the option document_root to the one your application's files are in.
