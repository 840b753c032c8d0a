<?php
// Kernels that stay booted (Symfony): one is used again by later requests, but not while coroutines of its request run on, and
// its router does not keep a request's port.
//   php kept.php APP [--module=FILE.so] [--port=N] [--ini=NAME=VALUE …] [--env=NAME=VALUE …]
declare(strict_types=1);

namespace Peregrine\Frameworks;

foreach (['Answer', 'Browser', 'Visitors', 'Lane', 'Fleet', 'Site', 'Application'] as $class) {
    require __DIR__ . "/compare/$class.php";
}

$options = getopt('', ['module:', 'port:', 'ini:', 'env:'], $rest);
$application = Application::load(realpath($argv[$rest] ?? '') ?: exit("usage: php kept.php [--OPTION=VALUE …] APP\n"), '');
if ($application->refusal !== '') {
    exit("$application->name: skipped: $application->refusal\n");
}
$application->environment = (array) ($options['env'] ?? []);
$application->settings = array_column(array_map(fn ($s) => explode('=', $s, 2), (array) ($options['ini'] ?? [])), 1, 0) + $application->settings;
$module = $options['module'] ?? getenv('PEREGRINE_MODULE') ?: 'peregrine';
$site = $application->start($application->subject($module) . ' --workers=1', (int) ($options['port'] ?? 0));
try {
    $paths = ['/left/other', '/left/other', '/left/begin', '/left/other', '/left/other', '/left/end'];
    $requests = array_map(fn ($path) => ['path' => $path], $paths);
    $requests[] = ['path' => '/secure-only', 'headers' => ['X-Forwarded-Proto' => 'https']];
    $requests[] = ['path' => '/secure-only'];
    [$answers] = (new Fleet($requests, $site->host))->oneByOne();
    $moved = array_pop($answers)->headers['location'] ?? ['nowhere'];
    array_pop($answers);
    [$first, $second, $owner, $third, $fourth, $left] = array_map(fn (Answer $answer) => json_decode($answer->body, true), $answers);
} finally {
    $site->stop();
}
$holds = is_int($first) && $first === $second && $second === $owner && is_int($third) && $third !== $owner && $third === $fourth && $left === ['left'];
echo "$application->name: the services are ", json_encode([$first, $second, "with a coroutine left: $owner", $third, $fourth]), ', the coroutine had ', json_encode($left), $holds ? "\n" : " - FAILED\n";
$forgets = $moved === ['https://127.0.0.1/secure-only'];
echo "$application->name: behind one on another port a request is sent to $moved[0]", $forgets ? "\n" : " - FAILED\n";
exit($holds && $forgets ? 0 : 1);
