<?php
// What a worker grows by while it answers an application's requests over and over. Leaves out what a dead request leaves
// behind by design (fatal errors, E_USER_ERROR too: their frames are not unwound and the worker is replaced).
//   php memory.php APP [--module=FILE.so] [--requests=3000] [--warm=N] [--port=N] [--ini=NAME=VALUE …] [--allowed=KIB]
// APP is a deployed copy. The first N of the requests warm up: without --warm a third of them. The worker is looked at after
// every round; what counts is the least of the second half beside the least of the first, as a heap in use breathes by a chunk.
declare(strict_types=1);

namespace Peregrine\Frameworks;

foreach (['Answer', 'Browser', 'Visitors', 'Lane', 'Fleet', 'Site', 'Application'] as $class) {
    require __DIR__ . "/compare/$class.php";
}

/** Resident memory of a process's own, in KiB. */
function resident(int $pid): int
{
    preg_match('~^RssAnon:\s+(\d+) kB~m', (string) file_get_contents("/proc/$pid/status"), $match);
    return (int) $match[1];
}

$options = getopt('', ['module:', 'requests:', 'warm:', 'port:', 'ini:', 'allowed:'], $rest);
$directory = realpath($argv[$rest] ?? '') ?: exit("usage: php memory.php [--OPTION=VALUE …] APP; the options are at the top of this file\n");
$application = Application::load($directory, '');
if ($application->refusal !== '') {
    exit("$application->name: skipped: $application->refusal\n");
}
$application->settings = array_column(array_map(fn ($s) => explode('=', $s, 2), (array) ($options['ini'] ?? [])), 1, 0) + $application->settings;
$wanted = (int) ($options['requests'] ?? 3000);
$warming = (int) ($options['warm'] ?? $wanted / 3);
$allowed = (int) ($options['allowed'] ?? 1024);
$requests = array_values(array_filter($application->requests, fn ($request) => !preg_match('~/(fatal|memory|required|user-error)~', $request['path'])));
putenv('WORKERS=1'); // what the Phalcon applications' own serve.php goes by
$site = $application->start($application->subject($options['module'] ?? getenv('PEREGRINE_MODULE') ?: 'peregrine') . ' --workers=1', (int) ($options['port'] ?? 0));
try {
    $asked = $failures = 0;
    $pass = function () use ($requests, $site, &$asked, &$failures): void {
        foreach ((new Fleet($requests, $site->host))->together(8, 1) as $lane) {
            $asked += count($lane);
            $failures += count(array_filter($lane, fn (Answer $answer) => $answer->failure !== ''));
        }
    };
    do {
        $pass();
    } while ($asked < $warming);
    $worker = (int) trim(explode(' ', (string) file_get_contents('/proc/' . $site->pid() . '/task/' . $site->pid() . '/children'))[0]);
    $warm = $asked;
    $measured = max($wanted - $warm, 2 * count($requests));
    $least = [PHP_INT_MAX, PHP_INT_MAX];
    while ($asked < $warm + $measured) {
        $half = $asked - $warm < $measured / 2 ? 0 : 1;
        $pass();
        $least[$half] = min($least[$half], resident($worker));
    }
    $measured = $asked - $warm;
    $grown = $least[1] - $least[0];
    $same = trim(explode(' ', (string) file_get_contents('/proc/' . $site->pid() . '/task/' . $site->pid() . '/children'))[0]) === (string) $worker;
    printf("%s: %d requests to warm up and %d more: the worker has %d KiB at least, in the second half of them %d KiB more%s, %d failed%s\n", $application->name, $warm, $measured, $least[0], $grown, $grown > $allowed ? ' - FAILED' : '', $failures, $same ? '' : ' - the worker is another one');
} finally {
    $site->stop();
}
exit($grown > $allowed || $failures > 0 || !$same ? 1 : 0);
