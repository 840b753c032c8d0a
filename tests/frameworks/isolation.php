<?php
// Many visitors at once, each request waiting several times inside the application: every answer has to prove that
// container, superglobals, session, buffers, database, locale, timezone and statics were its own all the time. Then, on
// two workers, many requests of one session at once: none is lost, none waits for ever.
//   php isolation.php APP [--module=FILE.so] [--clients=40] [--rounds=10] [--port=N] [--ini=NAME=VALUE …] [--env=NAME=VALUE …] [--server=COMMAND]
declare(strict_types=1);

namespace Peregrine\Frameworks;

foreach (['Answer', 'Browser', 'Visitors', 'Lane', 'Fleet', 'Site', 'Application', 'Deployment'] as $class) {
    require __DIR__ . "/compare/$class.php";
}

const ZONES = ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Africa/Cairo', 'Australia/Sydney', 'Pacific/Auckland', 'America/Sao_Paulo'];
const LANGUAGES = ['en', 'de', 'fr'];
const CTYPES = ['C', 'C.UTF-8'];

/** @return array{list<array>, list<array>} the requests and what each was asked with */
function visits(array $plan, int $clients, int $rounds, string $host): array
{
    $requests = $asked = [];
    for ($round = 1; $round <= $rounds; $round++) {
        for ($client = 0; $client < $clients; $client++) {
            $token = sprintf('c%dr%dx%s', $client, $round, bin2hex(random_bytes(4)));
            $number = $client * 7 + $round;
            $set = ['token' => $token, 'zone' => ZONES[$number % 7], 'language' => LANGUAGES[$number % 3], 'ctype' => CTYPES[$number % 2], 'precision' => (string) (5 + $number % 11)];
            $asked[] = $set + ['count' => $round, 'host' => $host];
            $requests[] = [
                'method' => 'POST', 'path' => $plan['path'] . $token . '?' . http_build_query($set), 'form' => ['token' => $token], 'as' => "client $client",
                'headers' => ['X-Token' => $token, 'Accept' => 'application/json'], 'cookies' => ['own' => $token],
            ];
        }
    }
    return [$requests, $asked];
}

/** What is wrong with an answer, in words; '' when all of it is its own. */
function mixed(Answer $answer, array $expected, string $token, int &$together): string
{
    $got = json_decode($answer->body, true);
    if ($answer->failure !== '' || $answer->status !== 200 || !is_array($got)) {
        return "$answer->failure status $answer->status: " . substr($answer->body, 0, 500);
    }
    $together = max($together, $got['together']);
    $expected += ['header' => [$token], 'native' => [$token]];
    $got += ['header' => $answer->headers['x-token'] ?? [], 'native' => $answer->headers['x-native'] ?? []];
    $wrong = array_filter(array_keys($expected), fn ($field) => ($got[$field] ?? null) !== $expected[$field]);
    return implode(', ', array_map(fn ($field) => "$field is " . json_encode($got[$field] ?? null) . ', not ' . json_encode($expected[$field]), $wrong));
}

function check(bool $holds, string $what): void
{
    echo $what, $holds ? "\n" : " - FAILED\n";
    $GLOBALS['failed'] = ($GLOBALS['failed'] ?? false) || !$holds;
}

$options = getopt('', ['module:', 'clients:', 'rounds:', 'port:', 'ini:', 'env:', 'server:'], $rest);
$source = realpath($argv[$rest] ?? '') ?: exit("usage: php isolation.php [--OPTION=VALUE …] APP; the options are at the top of this file\n");
$application = Application::load($source, '');
if ($application->refusal !== '') {
    exit("$application->name: skipped: $application->refusal\n");
}
$application = Application::load(Deployment::of($source), '');
$plan = require "$source/isolation.php";
$application->settings = array_column(array_map(fn ($s) => explode('=', $s, 2), (array) ($options['ini'] ?? [])), 1, 0) + $application->settings;
$application->environment = (array) ($options['env'] ?? []);
[$clients, $rounds, $port] = [(int) ($options['clients'] ?? 40), (int) ($options['rounds'] ?? 10), (int) ($options['port'] ?? 0)];
$command = $options['server'] ?? $application->subject($options['module'] ?? getenv('PEREGRINE_MODULE') ?: 'peregrine');
$name = basename($source);

$site = $application->start(isset($options['server']) ? $command : "$command --workers=1", $port);
try {
    // One alone: what is loaded for the first time is loaded, the templates are compiled.
    [$first] = visits($plan, 1, 1, $site->host);
    (new Fleet([['as' => 'nobody'] + $first[0]], $site->host))->oneByOne();
    [$requests, $asked] = visits($plan, $clients, $rounds, $site->host);
    $began = microtime(true);
    $lanes = (new Fleet($requests, $site->host))->together($clients, 1);
    $seconds = microtime(true) - $began;
    $answers = $wrong = $together = 0;
    foreach ($lanes as $lane) {
        foreach ($lane as $number => $answer) {
            $answers++;
            if ($fault = mixed($answer, $plan['expected']($asked[$number]), $asked[$number]['token'], $together)) {
                $wrong++ < 5 && print("  {$asked[$number]['token']}: $fault\n");
            }
        }
    }
    check($wrong === 0 && $answers === $clients * $rounds, sprintf('%s: %d clients x %d requests, up to %d of them between two waits at once, in %.1f s: %d answers, %d mixed', $name, $clients, $rounds, $together, $seconds, $answers, $wrong));
    // Else nothing was tested.
    check($together > 1 || isset($options['server']), "$name: requests overlap");
    check($site->isRunning(), "$name: the server is alive");
} finally {
    $site->stop();
}

if ($plan['count'] !== null) {
    $site = $application->start(isset($options['server']) ? $command : "$command --workers=2", $port ? $port + 1 : 0);
    try {
        $shared = ['as' => 'shared', 'path' => $plan['count']];
        [[$given]] = (new Fleet([$shared], $site->host))->oneByOne();
        $cookie = array_column($given->cookies(), 'value', 'name');
        $requests = array_map(fn ($n) => ['path' => $plan['count'], 'as' => "hand $n", 'cookies' => $cookie], range(1, $clients));
        $counts = [];
        foreach ((new Fleet($requests, $site->host))->together($clients, 2) as $lane) {
            foreach ($lane as $answer) {
                $counts[] = json_decode($answer->body, true)['count'] ?? "$answer->failure $answer->status $answer->body";
            }
        }
        sort($counts);
        check($counts === range(2, 2 * $clients + 1), "$name: " . count($counts) . ' requests of one session at once on two workers: last count ' . end($counts));
    } finally {
        $site->stop();
    }
}
exit($failed ? 1 : 0);
