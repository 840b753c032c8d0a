<?php
/**
 * Counts words in four processes, in one table: php -d extension=peregrine examples/table.php [FILE …]
 * Without files it reads the manuals of this repository. Needs pcntl, which PHP's command line usually has.
 */
declare(strict_types=1);

use Peregrine\{Atomic, Lock, Table};

$files = array_slice($argv, 1) ?: glob(__DIR__ . '/../{*,docs/*,docs/*/*}.md', GLOB_BRACE);

// Everything shared is made before the fork.
$words = new Table(50_000);
$words->column('count', Table::TYPE_INT);
$words->column('first', Table::TYPE_STRING, 64);
$words->create();
$next = new Atomic();
$screen = new Lock();

$children = [];
for ($process = 0; $process < 4; $process++) {
    $children[] = $pid = pcntl_fork();
    if ($pid > 0) {
        continue;
    }
    // Each takes the next file nobody has taken.
    while (($taken = $next->add() - 1) < count($files)) {
        preg_match_all('/\pL{2,16}/u', strtolower(file_get_contents($files[$taken])), $found);
        foreach ($found[0] as $word) {
            if ($words->incr($word, 'count') === 1) {
                $words->set($word, ['first' => substr(basename($files[$taken]), 0, 64)]);
            }
        }
        // Lines of different processes do not mix.
        $screen->lock();
        printf("%d: %s, %d words\n", getmypid(), basename($files[$taken]), count($found[0]));
        $screen->unlock();
    }
    exit;
}
foreach ($children as $pid) {
    pcntl_waitpid($pid, $status);
}

$most = iterator_to_array($words);
uasort($most, fn (array $a, array $b) => $b['count'] <=> $a['count']);
foreach (array_slice($most, 0, 10) as $word => ['count' => $count, 'first' => $file]) {
    echo "$count × $word, first in $file\n";
}
printf("%d different words in %d KiB of shared memory\n", count($words), $words->memorySize >> 10);
