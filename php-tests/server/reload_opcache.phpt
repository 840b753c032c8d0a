--TEST--
Code loaded after the fork is new after a reload, although opcache does not look at files again; code loaded before start() stays
--SKIPIF--
<?php
function_exists('opcache_get_status') && opcache_get_status(false) !== false or die('skip opcache is not loaded; phpt -c opcache does');
?>
--INI--
opcache.validate_timestamps=0
opcache.file_update_protection=0
--FILE--
<?php
require __DIR__ . '/../include/server.php';
// The same places in the server's processes.
putenv('PEREGRINE_TEST_PLACE=' . $place = getenv('PEREGRINE_TEST_PLACE') ?: sys_get_temp_dir() . '/peregrine-opcache-' . getmypid());
$write = function (string $version) use ($place) {
    foreach (['before', 'at_start', 'in_request'] as $name) {
        file_put_contents("$place-$name.php", "<?php return '$version';");
    }
};
if (getenv('PEREGRINE_TEST_SERVER') === false) {
    $write('old');
}
$before = require "$place-before.php";
$running = serve(function ($server) use ($place, $before) {
    $server->on('workerStart', function () use ($place, &$at_start) {
        $at_start = require "$place-at_start.php";
    });
    // The former worker takes no connections any more.
    $server->on('workerStop', fn () => note('stopped'));
    $server->on('request', function ($request, $response) use ($place, $before, &$at_start) {
        $response->end("$before $at_start " . require "$place-in_request.php");
    });
});
echo $running->get('/')->body, "\n", $running->get('/')->body, "\n";
$write('new');
echo $running->get('/')->body, "\n";
$running->signal(10);
$running->line('stopped');
echo $running->get('/')->body, "\n";
$write('third');
$running->signal(10);
$running->line('stopped');
echo $running->get('/')->body, "\n";
echo $running->stop();
array_map(unlink(...), glob("$place-*.php"));
?>
--EXPECT--
old old old
old old old
old old old
old new new
old third third
