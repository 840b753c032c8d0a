--TEST--
A reload follows a link that was switched to the next release, although the master came by it
--INI--
opcache.revalidate_path=1
--FILE--
<?php
require __DIR__ . '/../include/server.php';
// The same place in the server's processes.
putenv('PEREGRINE_TEST_PLACE=' . $place = getenv('PEREGRINE_TEST_PLACE') ?: sys_get_temp_dir() . '/peregrine-link-' . getmypid());
if (getenv('PEREGRINE_TEST_SERVER') === false) {
    foreach (['old', 'new'] as $release) {
        mkdir("$place-$release");
        file_put_contents("$place-$release/bootstrap.php", '<?php return true;');
        file_put_contents("$place-$release/version.php", "<?php return '$release';");
    }
    symlink("$place-old", $place);
}
try {
    require "$place/bootstrap.php";
    $running = serve(function ($server) use ($place) {
        $server->on('workerStart', function () use ($place, &$version) {
            $version = require "$place/version.php";
        });
        $server->on('afterReload', fn () => note('reloaded'));
        $server->on('request', function ($request, $response) use (&$version) {
            $response->end($version);
        });
    });
    echo $running->get('/')->body, "\n";
    symlink("$place-new", "$place-next");
    rename("$place-next", $place);
    $running->signal(10);
    $running->line('reloaded');
    echo $running->get('/')->body, "\n", $running->stop();
} finally {
    if (getenv('PEREGRINE_TEST_SERVER') === false) {
        unlink($place);
        foreach (['old', 'new'] as $release) {
            array_map(unlink(...), glob("$place-$release/*.php"));
            rmdir("$place-$release");
        }
    }
}
?>
--EXPECT--
old
new
