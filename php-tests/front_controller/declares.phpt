--TEST--
A script that declares a function is refused to the second request, with name and line; what a boot script declares is there for all
--INI--
display_errors=0
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/loader.inc';

$app = getenv('PEREGRINE_TEST_APP') ?: sys_get_temp_dir() . '/peregrine-declares-' . bin2hex(random_bytes(6));
putenv("PEREGRINE_TEST_APP=$app");
if (!is_dir($app)) {
    mkdir("$app/public", 0700, true);
    $run = 'echo render($_GET["name"] ?? "nobody"), " ", ++$n, "\n";';
    file_put_contents("$app/public/declares.php", "<?php\n\nfunction render(string \$name) { return \"Hello \$name\"; }\n\$n = 0;\n$run");
    file_put_contents("$app/public/index.php", "<?php\n\$n = 0;\nPeregrine\Coroutine::sleep(0.002);\n$run");
    file_put_contents("$app/boot.php", "<?php\nfunction render(string \$name) { return \"Booted \$name\"; }\nnote('booted');\n");
}
$server = serve(function ($server, string $script = 'declares', array $options = []) use ($app) {
    if ($options) {
        $options['boot'] = fn () => require "$app/$options[boot]";
    }
    (new Peregrine\FrontController("$app/public/$script.php", $options))->attach($server);
    $server->set(['worker_num' => 1]);
});
foreach (['one', 'two', 'three'] as $name) {
    $answer = $server->get("/?name=$name");
    echo $answer->status, ' ', $answer->body ?: "(empty)\n";
}
preg_match_all('/Uncaught Error: (.*?) in /', $server->stop(), $said);
echo str_replace($app, 'APP', implode("\n", $said[1])), "\n";

// The declaration moved to a script that each worker runs once.
$server = $server->another('index', ['boot' => 'boot.php']);
$clients = array_map(fn ($name) => $server->connect()->send("GET /?name=$name HTTP/1.1\r\nHost: a\r\n\r\n"), ['one', 'two', 'three']);
foreach ($clients as $client) {
    echo $client->answer(), "\n";
}
$server->stop();
echo $server->line('booted'), "\n";
exec('rm -r ' . escapeshellarg($app));
?>
--EXPECT--
200 Hello one 1
500 (empty)
500 (empty)
APP/public/declares.php declares the function render on line 3 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
APP/public/declares.php declares the function render on line 3 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
200 Booted one 1
200 Booted two 1
200 Booted three 1
booted
