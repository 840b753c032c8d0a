<?php
// What Phalcon itself loses by each request, in plain PHP: one CLI process, no extension of ours, the application made and
// run again and again. Bytes of PHP's heap that are in use after a collection, for each path alone; then the mean.
//   php -d extension=phalcon leaks.php mvc|micro [TIMES=200]        (Phalcon 6: PHALCON_PATH instead of the extension)
// Asks what needs neither a body of its own kind nor header fields, and neither ends the process nor waits for its end; every
// request is a visitor's first.
declare(strict_types=1);

use Phalcon\Di\Di;
use Phalcon\Mvc\Application;
use Shop\MicroApplication;
use Shop\Services;

require __DIR__ . '/app/loader.php';

/** What is left of the process's own values when a request is over, so that only Phalcon's losses are counted. */
function tidy(int $level, string $directory): void
{
    while (ob_get_level() > $level) {
        ob_end_clean();
    }
    session_status() === PHP_SESSION_ACTIVE && session_write_close();
    session_id('');
    unset($_SESSION);
    header_remove();
    chdir($directory);
    array_map(ini_restore(...), ['precision', 'default_charset', 'display_errors']);
    mb_internal_encoding('UTF-8');
    libxml_clear_errors();
    error_clear_last();
    for ($handlers = 0; $handlers < 4; $handlers++) {
        restore_error_handler();
        restore_exception_handler();
    }
    Di::reset();
}

function ask(string $kind, array $request): void
{
    [$level, $directory] = [ob_get_level(), getcwd()];
    parse_str((string) parse_url($request['path'], PHP_URL_QUERY), $_GET);
    $_POST = $request['form'] ?? [];
    $_REQUEST = $_POST + $_GET;
    $_COOKIE = $_FILES = [];
    $_SERVER = ['REQUEST_METHOD' => $request['method'] ?? 'GET', 'REQUEST_URI' => $request['path'], 'SERVER_NAME' => '127.0.0.1', 'HTTP_HOST' => '127.0.0.1', 'SERVER_PORT' => '80', 'REMOTE_ADDR' => '127.0.0.1', 'REQUEST_TIME_FLOAT' => microtime(true)] + $_SERVER;
    ob_start();
    try {
        if ($kind === 'mvc') {
            (new Application(Services::mvc()))->handle($request['path'])->send();
        } else {
            MicroApplication::build(Services::container())->handle($request['path']);
        }
    } catch (Throwable) { // as a front controller would
    }
    tidy($level, $directory);
}

function lost(string $kind, array $request, int $times): float
{
    $in_use = function (int $count) use ($kind, $request): int {
        for ($i = 0; $i < $count; $i++) {
            ask($kind, $request);
        }
        gc_collect_cycles();
        return memory_get_usage();
    };
    $before = $in_use($times);
    return ($in_use($times) - $before) / $times;
}

$kind = in_array($argv[1] ?? '', ['mvc', 'micro'], true) ? $argv[1] : exit("usage: php leaks.php mvc|micro [TIMES]\n");
$requests = array_filter((require __DIR__ . "/$kind/requests.php")['requests'], fn (array $request) => !array_diff_key($request, array_flip(['path', 'method', 'form', 'as', 'capture']))
    && !preg_match('~/(fatal|memory|required|user-error|exits|registered|shutdown|managed|streamed)|/sent$~', $request['path']));
// What is printed, flushed too, goes nowhere: behind the first output no header field can be set any more.
ob_start(fn () => '', 4096);
$sum = 0;
foreach ($requests as $request) {
    $sum += $lost = lost($kind, $request, (int) ($argv[2] ?? 200));
    fprintf(STDERR, "%8.0f %s %s\n", $lost, $request['method'] ?? 'GET', $request['path']);
}
fprintf(STDERR, "%8.0f bytes in the mean of %d requests\n", $sum / count($requests), count($requests));
ob_end_clean();
