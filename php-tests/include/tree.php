<?php
// A document root for tests: files by their names, an hour old; removed when the test ends.

function tree(array $files): string
{
    $root = sys_get_temp_dir() . '/peregrine-tree-' . getmypid() . '-' . bin2hex(random_bytes(4));
    foreach ($files as $name => $content) {
        @mkdir(dirname("$root/$name"), 0700, true);
        file_put_contents("$root/$name", $content);
        touch("$root/$name", time() - 3600);
    }
    register_shutdown_function(fn () => exec('rm -rf ' . escapeshellarg($root)));
    return $root;
}
