<?php
// Asks `php -S` and Peregrine the same and compares the answers; how to write an application for it: README.md beside.
//   php compare.php APP [--subject=COMMAND] [--reference=COMMAND] [--module=FILE.so] [--port=N] [--ini=NAME=VALUE …] [--env=NAME=VALUE …]
//                       [--modes=one,keep,many] [--in-flight=40] [--rounds=2] [--seed=N] [--only=TEXT] [--show=10]
declare(strict_types=1);

namespace Peregrine\Frameworks;

foreach (['Answer', 'Browser', 'Visitors', 'Lane', 'Fleet', 'Comparison', 'Site', 'Application', 'Report'] as $class) {
    require __DIR__ . "/compare/$class.php";
}

$known = ['subject:', 'reference:', 'module:', 'port:', 'ini:', 'env:', 'modes:', 'in-flight:', 'rounds:', 'seed:', 'only:', 'show:'];
$options = getopt('', $known, $rest);
$directory = realpath($argv[$rest] ?? '') ?: exit("usage: php compare.php [--OPTION=VALUE …] APP; the options are at the top of this file\n");
$application = Application::load($directory, $options['only'] ?? '');
if ($application->refusal !== '') {
    exit("$application->name: skipped: $application->refusal\n");
}
// One after the other on the same: what is masked as the port is the same in both then, also where a page has that number by itself.
$port = (int) ($options['port'] ?? 0) ?: \free_port();
$seed = (int) ($options['seed'] ?? random_int(1, 1 << 30));
mt_srand($seed);
$application->settings += array_column(array_map(fn ($s) => explode('=', $s, 2), (array) ($options['ini'] ?? [])), 1, 0);
$application->environment = (array) ($options['env'] ?? []);

$report = new Report($application, (int) ($options['show'] ?? 10));
$comparison = new Comparison($application->masks);
$reference = $application->start($options['reference'] ?? $application->reference(), $port);
try {
    [$expected] = (new Fleet($application->requests, $reference->host))->oneByOne();
    $application->prepare();
    [$again] = (new Fleet($application->requests, $reference->host))->oneByOne();
} finally {
    $reference->stop();
}
foreach ($expected as $number => $answer) {
    $comparison->learn($answer, $again[$number]);
}
$report->reference($comparison, $expected, $again);

$module = $options['module'] ?? getenv('PEREGRINE_MODULE') ?: 'peregrine';
$subject = $application->start($options['subject'] ?? $application->subject($module), $port);
try {
    $fleet = new Fleet($application->requests, $subject->host);
    $ways = [
        'one' => ['one after another', fn () => $fleet->oneByOne()],
        'keep' => ['over one connection', fn () => $fleet->keepAlive()],
        'many' => [
            ($options['in-flight'] ?? 40) . " in flight (--seed=$seed)",
            fn () => $fleet->together((int) ($options['in-flight'] ?? 40), (int) ($options['rounds'] ?? 2)),
        ],
    ];
    foreach (explode(',', $options['modes'] ?? 'one,keep,many') as $way) {
        $application->prepare();
        $report->way($ways[$way][0], $comparison, $expected, $ways[$way][1]());
    }
    $report->alive($subject);
} finally {
    $subject->stop();
}
exit($report->end());
