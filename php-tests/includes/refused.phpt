--TEST--
A file that declares is passed over by later requests; one that also runs code is refused, with name and line
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\run;

require __DIR__ . '/../include/tree.php';

$files = [
    'functions' => "<?php\nfunction one() { return 1; }\nfunction two() { return 2; }\n",
    'class' => "<?php\nnamespace App;\nclass Thing {}\ninterface Face {}\nclass Late extends Thing implements Face {}\n",
    'constants' => "<?php\nnamespace App;\nconst LIMIT = 5;\n",
    'index' => "<?php\n\nfunction render(string \$text) { return strtoupper(\$text); }\necho render('page'), '\n';",
    'page' => "<?php\nclass Page {}\necho 'page ', get_class(new Page), '\n';",
    'settings' => "<?php\nconst MODE = 'x';\necho MODE, '\n';",
    'guarded' => "<?php\nif (class_exists('Guarded', false)) {\n    echo 'there already\n';\n    return;\n}\nclass Guarded extends ArrayObject {}\necho 'declared\n';",
    'alone' => "<?php\nif (class_exists('Alone', false)) {\n    return 'there already';\n}\nclass Alone {}\nreturn 'declared';",
];
// Old enough for opcache to keep them.
$dir = tree(array_combine(array_map(fn ($name) => "$name.php", array_keys($files)), $files));
chdir($dir);
run(function () use ($dir, $files) {
    foreach ([1, 2, 3] as $request) {
        Coroutine::isolate(function () use ($dir, $files, $request) {
            echo "request $request\n";
            foreach (array_keys($files) as $name) {
                // However the path is written.
                $path = ["$dir/$name.php", "$dir/../" . basename($dir) . "/$name.php", "./$name.php"][$request - 1];
                try {
                    $value = require $path;
                    echo "$name ", json_encode($value), "\n";
                } catch (Error $e) {
                    echo str_replace($dir, 'DIR', $e->getMessage()), "\n";
                }
            }
            echo one(), two(), App\LIMIT, get_parent_class('App\Late'), "\n";
        });
    }
});
?>
--EXPECT--
request 1
functions 1
class 1
constants 1
PAGE
index 1
page Page
page 1
x
settings 1
there already
guarded null
alone "there already"
125App\Thing
request 2
functions 1
class 1
constants 1
DIR/index.php declares the function render on line 3 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
DIR/page.php declares the class Page on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
DIR/settings.php declares the constant MODE on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
there already
guarded null
alone "there already"
125App\Thing
request 3
functions 1
class 1
constants 1
DIR/index.php declares the function render on line 3 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
DIR/page.php declares the class Page on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
DIR/settings.php declares the constant MODE on line 2 and runs code, so it can not be included again for another request: move the declaration to a file of its own and include that with require_once
there already
guarded null
alone "there already"
125App\Thing
