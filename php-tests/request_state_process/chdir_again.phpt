--TEST--
chdir() to a path where requests have been before: where it leads now, not where it led then
--FILE--
<?php
require __DIR__ . '/../include/requests.php';

function enter(string $who, string $path): void
{
    $entered = @chdir($path);
    printf("%-7s %-6s %-6s %s\n", $who, $entered ? 'enters' : 'stays', basename(getcwd()), @file_get_contents('which'));
}

function directory(string $path, string $which): void
{
    mkdir($path);
    file_put_contents("$path/which", $which);
}

$root = sys_get_temp_dir() . '/peregrine-test-' . bin2hex(random_bytes(6));
mkdir($root);
directory("$root/app", 'first');
directory("$root/other", 'other');
symlink("$root/app", "$root/link");
chdir('/');
requests(
    function () use ($root) {
        enter('a', "$root/app");
        turn();
        // Renamed and replaced meanwhile: this request is where it was.
        printf("a is in %s %s\n", basename(getcwd()), file_get_contents('which'));
        enter('a', "$root/app");
        enter('a', "$root/link");
        turn();
        enter('a', "$root/link");
        turn();
        enter('a', "$root/app");
    },
    function () use ($root) {
        enter('b', "$root/app");
        rename("$root/app", "$root/old");
        directory("$root/app", 'second');
        enter('b', "$root/app");
        turn();
        enter('b', "$root/link");
        unlink("$root/link");
        symlink("$root/other", "$root/link");
        enter('b', "$root/link");
        turn();
        unlink("$root/app/which");
        rmdir("$root/app");
        enter('b', "$root/app");
        // Its place has a file now.
        touch("$root/app");
        turn();
        unlink("$root/app");
        directory("$root/app", 'third');
        enter('b', "$root/app");
    },
);
echo getcwd(), "\n";
foreach (['app', 'old', 'other'] as $name) {
    @unlink("$root/$name/which");
    @rmdir("$root/$name");
}
unlink("$root/link");
rmdir($root);
?>
--EXPECT--
a       enters app    first
b       enters app    first
b       enters app    second
a is in old first
a       enters app    second
a       enters app    second
b       enters app    second
b       enters other  other
a       enters other  other
b       stays  other  other
a       stays  other  other
b       enters app    third
/
