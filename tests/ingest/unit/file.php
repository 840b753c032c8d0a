<?php
/** Rules in a file: read when new, not when unchanged, and missing ones are said to be missing. */
declare(strict_types=1);

use Ingest\RulesSource\{File, Unavailable};

$path = tempnam(sys_get_temp_dir(), 'rules');
file_put_contents($path, 'one');
$source = new File($path);
$first = $source->fetch('');
same('file: read', 'one', $first->text);
same('file: unchanged', null, $source->fetch($first->tag));
file_put_contents("$path.new", 'two');
touch("$path.new", filemtime($path));
rename("$path.new", $path);
same('file: moved into place within a second', 'two', $source->fetch($first->tag)?->text);
unlink($path);
same('file: missing', "there is no file $path", thrown('file: missing', Unavailable::class, static fn () => $source->fetch(''))?->getMessage());
thrown('file: a directory', Unavailable::class, static fn () => (new File(sys_get_temp_dir()))->fetch(''));
