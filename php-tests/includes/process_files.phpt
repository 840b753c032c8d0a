--TEST--
A file that the process itself required, before it had requests, is to them what a file of an earlier request is
--FILE--
<?php
use Peregrine\Coroutine;
require __DIR__ . '/../include/tree.php';

$files = [
    'functions' => "<?php\nfunction one() { return 1; }\nfunction two() { return 2; }\n",
    'block' => "<?php\nif (!function_exists('maybe')) {\n    function maybe() { return 'maybe'; }\n}\nreturn maybe();",
    'leaves' => "<?php\nif (function_exists('late')) {\n    return 'there already';\n}\nfunction late() {}\nreturn 'declared';",
    'class' => "<?php\nnamespace App;\nclass Thing {}\ninterface Face {}\nclass Late extends Thing implements Face {}\n",
    'page' => "<?php\nclass Page {}\nreturn get_class(new Page);",
    'alone' => "<?php\nif (class_exists('Alone', false)) {\n    return 'there already';\n}\nclass Alone {}\nreturn 'declared';",
    'guarded' => "<?php\nif (class_exists('Guarded', false)) {\n    return 'there already';\n}\nclass Guarded extends ArrayObject {}\nreturn 'declared';",
    'constants' => "<?php\nnamespace App;\nconst LIMIT = 5;\n",
    'settings' => "<?php\nconst MODE = 'x';\nreturn MODE;",
    // PHP warns of it when it compiles it.
    'old' => "<?php\nfunction old(\$a = 1, \$b) {}\n",
    'value' => "<?php\nreturn ++\$GLOBALS['n'];",
];
$n = 0;
$dir = tree(array_combine(array_map(fn ($name) => "$name.php", array_keys($files)), $files));
$all = function () use ($dir, $files) {
    foreach (array_keys($files) as $name) {
        try {
            echo "$name ", json_encode(require "$dir/$name.php"), "\n";
        } catch (Error $e) {
            echo str_replace($dir, 'DIR', $e->getMessage()), "\n";
        }
    }
};
echo "the process\n";
error_reporting(E_ALL & ~E_DEPRECATED);
$all();
error_reporting(E_ALL);
Peregrine\run(function () use ($all) {
    foreach ([1, 2] as $request) {
        Coroutine::join([Coroutine::isolate(function () use ($all, $request) {
            set_error_handler(fn ($kind, $text) => print("said: $text\n"));
            $GLOBALS['n'] = 10 * $request;
            echo "request $request\n";
            $all();
            echo one(), two(), App\LIMIT, get_parent_class('App\Late'), error_reporting() === E_ALL ? '' : ' quiet', "\n";
        })]);
    }
    // In a coroutine that is no request's: the process's own, later.
    $file = tree(['later.php' => "<?php\nclass Later {}\n"]) . '/later.php';
    require $file;
    Coroutine::join([Coroutine::isolate(function () use ($file) {
        echo 'later ', json_encode(require $file), "\n";
    })]);
});
?>
--EXPECT--
the process
functions 1
block "maybe"
leaves "there already"
class 1
page "Page"
alone "there already"
guarded "there already"
constants 1
settings "x"
old 1
value 1
request 1
functions 1
block "maybe"
leaves DIR/leaves.php declares the function late on line 5 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
class 1
page DIR/page.php declares the class Page on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
alone "there already"
guarded "there already"
constants 1
settings DIR/settings.php declares the constant MODE on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
old 1
value 11
125App\Thing
request 2
functions 1
block "maybe"
leaves DIR/leaves.php declares the function late on line 5 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
class 1
page DIR/page.php declares the class Page on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
alone "there already"
guarded "there already"
constants 1
settings DIR/settings.php declares the constant MODE on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
old 1
value 21
125App\Thing
later 1
