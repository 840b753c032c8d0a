--TEST--
A relative include is of the request's own directory, whoever changed theirs meanwhile (opcache knows paths by directory)
--INI--
opcache.revalidate_freq=2
--FILE--
<?php
use Peregrine\Coroutine;

$base = sys_get_temp_dir() . '/peregrine-relative-' . bin2hex(random_bytes(6));
foreach (['', '/a', '/b'] as $part) {
    mkdir("$base$part");
    file_put_contents("$base$part/name.php", '<?php return ' . var_export(ltrim($part, '/') ?: 'own', true) . ';');
    touch("$base$part/name.php", time() - 100);
}
try {
    chdir($base);
    $seen = [];
    Peregrine\run(function () use ($base, &$seen) {
        foreach (['a', 'b'] as $name) {
            Coroutine::isolate(function () use ($base, $name, &$seen) {
                chdir("$base/$name");
                for ($i = 0; $i < 3; $i++) {
                    Coroutine::sleep(0.001);
                    $seen[] = [$name, include 'name.php', include './name.php', include '../name.php'];
                }
            });
        }
        Coroutine::create(function () use (&$seen) {
            Coroutine::sleep(0.002);
            $seen[] = ['the process', include 'name.php'];
        });
    });
    $seen[] = ['at the end', include 'name.php'];
    $seen = array_map(fn ($one) => implode(' ', $one), $seen);
    sort($seen);
    echo implode("\n", $seen), "\n";
} finally {
    chdir('/');
    array_map(unlink(...), glob("$base/{,a/,b/}name.php", GLOB_BRACE));
    array_map(rmdir(...), ["$base/a", "$base/b", $base]);
}
?>
--EXPECT--
a a a own
a a a own
a a a own
at the end own
b b b own
b b b own
b b b own
the process own
