--TEST--
FrontController gives out files of the document root only: no way out, nothing hidden, no source
--FILE--
<?php
require __DIR__ . '/loader.inc';
use Peregrine\FrontController\{Path, StaticFiles};

$base = sys_get_temp_dir() . '/peregrine-files-' . bin2hex(random_bytes(6));
foreach (['public/css', 'public/.git', 'public/.well-known', 'public/sub.php', 'outside', 'public-too'] as $directory) {
    mkdir("$base/$directory", 0700, true);
}
foreach (['public/css/a.css', 'public/a b.txt', 'public/.env', 'public/.git/config', 'public/.well-known/security.txt', 'public/index.php',
    'public/OLD.PHP', 'public/lib.inc', 'public/sub.php/x.txt', 'public/page.php7', 'public/php.txt', 'outside/secret.txt', 'public-too/secret.txt', 'public/..hidden'] as $file) {
    file_put_contents("$base/$file", $file);
}
symlink("$base/outside", "$base/public/link");
symlink("$base/public/css/a.css", "$base/public/inside.css");

$strict = new StaticFiles("$base/public", false);
$lenient = new StaticFiles("$base/public/", true);
foreach (['/css/a.css', '/a%20b.txt', '/css/../css/./a.css', '//css//a.css', '/inside.css', '/.well-known/security.txt', '/php.txt', '/link/secret.txt',
    '/', '/css', '/css/', '/css/a.css/', '/none.css', '/.env', '/.git/config', '/%2egit/config', '/..hidden', '/css/%2e%2e/.env', '/index.php', '/OLD.PHP',
    '/lib.inc', '/sub.php/x.txt', '/page.php7', '/../outside/secret.txt', '/..%2foutside/secret.txt', '/css/../../outside/secret.txt', '/%2e%2e/%2e%2e/etc/passwd',
    '/../public-too/secret.txt', '/css/a.css%00.txt', 'css/a.css'] as $target) {
    $path = Path::normal($target);
    $found = array_map(fn ($files) => $files->find($path) === null ? '-' : substr($files->find($path), strlen("$base/public")), [$strict, $lenient]);
    echo str_pad($target, 32), str_pad(addcslashes($path, "\0"), 28), implode(' ', array_unique($found)), "\n";
}
try {
    new StaticFiles("$base/nowhere", false);
} catch (InvalidArgumentException $e) {
    echo str_replace($base, 'BASE', $e->getMessage()), "\n";
}
exec('rm -r ' . escapeshellarg($base));
?>
--EXPECT--
/css/a.css                      /css/a.css                  /css/a.css
/a%20b.txt                      /a b.txt                    /a b.txt
/css/../css/./a.css             /css/a.css                  /css/a.css
//css//a.css                    /css/a.css                  /css/a.css
/inside.css                     /inside.css                 /inside.css
/.well-known/security.txt       /.well-known/security.txt   /.well-known/security.txt
/php.txt                        /php.txt                    /php.txt
/link/secret.txt                /link/secret.txt            - /link/secret.txt
/                               /                           -
/css                            /css                        -
/css/                           /css/                       -
/css/a.css/                     /css/a.css/                 -
/none.css                       /none.css                   -
/.env                           /.env                       -
/.git/config                    /.git/config                -
/%2egit/config                  /.git/config                -
/..hidden                       /..hidden                   -
/css/%2e%2e/.env                /.env                       -
/index.php                      /index.php                  -
/OLD.PHP                        /OLD.PHP                    -
/lib.inc                        /lib.inc                    -
/sub.php/x.txt                  /sub.php/x.txt              -
/page.php7                      /page.php7                  -
/../outside/secret.txt          /outside/secret.txt         -
/..%2foutside/secret.txt        /outside/secret.txt         -
/css/../../outside/secret.txt   /outside/secret.txt         -
/%2e%2e/%2e%2e/etc/passwd       /etc/passwd                 -
/../public-too/secret.txt       /public-too/secret.txt      -
/css/a.css%00.txt               /css/a.css\000.txt          -
css/a.css                       css/a.css                   -
The document root BASE/nowhere is not a directory; set the option document_root to the one your application's files are in.
