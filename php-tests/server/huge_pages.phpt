--TEST--
option huge_pages: the large heap of a worker goes onto huge pages, a small one and one of a server that does not want it stay
--SKIPIF--
<?php
$modes = (string) @file_get_contents('/sys/kernel/mm/transparent_hugepage/enabled');
str_contains($modes, '[madvise]') || exit('skip no huge pages here, or all memory has them');
version_compare(php_uname('r'), '6.1', '<') && exit('skip Linux before 6.1 takes its time');
getenv('USE_ZEND_ALLOC') === '0' && exit('skip no heap of PHP\'s own');
getenv('USE_ZEND_ALLOC_HUGE_PAGES') && exit('skip all of PHP\'s heap has them');
?>
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server, $wanted = true) {
    $server->set(['huge_pages' => $wanted]);
    $kept = [];
    $server->on('request', function ($request, $response) use (&$kept) {
        for ($i = 0; $i < (int) ($request->get['kilobytes'] ?? 0); $i++) {
            $kept[] = str_repeat(chr($i % 256), 1000);
        }
        $sums = array_count_values(array_map(fn ($text) => md5($text), $kept));
        preg_match('~^AnonHugePages:\s+(\d+)~m', file_get_contents('/proc/self/smaps_rollup'), $huge);
        $response->end(json_encode([$huge[1] / 1024, count($kept), count($sums)]));
    });
});
foreach ([true, false] as $wanted) {
    $running = $running->another($wanted);
    $megabytes = fn () => $running->get('/')->json()[0];
    $running->get('/?kilobytes=4000');
    // A worker looks four times a second.
    usleep(700_000);
    echo 'small: ', $megabytes(), "\n";
    $running->get('/?kilobytes=60000');
    if ($wanted) {
        until(fn () => $megabytes() >= 32, '32 MiB on huge pages');
        echo "large: on huge pages\n";
    } else {
        usleep(700_000);
        echo 'large: ', $megabytes(), "\n";
    }
    // What was moved is what it was.
    echo implode(' ', array_slice($running->get('/')->json(), 1)), "\n", $running->stop();
}
?>
--EXPECT--
small: 0
large: on huge pages
64000 256
small: 0
large: 0
64000 256
