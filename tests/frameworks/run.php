<?php
// The frameworks in the project's tests: each application is deployed into a scratch folder, compared with `php -S` and
// put under the isolation load, plainly, with opcache, and with its JIT.
//   php run.php MODULE [--full] [APP …]
// --full: the isolation load of the issue (200 clients x 50 requests) and 100,000 requests for the memory; else a short one.
declare(strict_types=1);

namespace Peregrine\Frameworks;

require __DIR__ . '/compare/Deployment.php';

// The reference would have it, too: the applications wait by its coroutines where the class is there.
if (extension_loaded('peregrine')) {
    fwrite(STDERR, "run.php: this PHP loads Peregrine by itself, and php -S must be without it: take extension=peregrine out of its configuration meanwhile\n");
    exit(1);
}
$full = in_array('--full', $argv, true);
$rest = array_values(array_diff(array_slice($argv, 1), ['--full']));
$module = realpath(array_shift($rest) ?? '') ?: exit("usage: php run.php MODULE [--full] [APP …]\n");
$names = $rest ?: ['plain', 'slim', 'symfony', 'laravel'];
$ways = [
    'plain' => [],
    'opcache' => ['opcache.enable_cli=1'],
    'jit' => ['opcache.enable_cli=1', 'opcache.jit=tracing', 'opcache.jit_buffer_size=32M'],
];
// Kernels that stay booted.
$kept = ['symfony' => ['kept' => ['--env=APP_RUNTIME=Peregrine\FrontController\SymfonyRuntime', '--ini=opcache.enable_cli=1']]];
$passed = $failed = $skipped = 0;

/** Runs one of the scripts beside this one and counts how it ended. */
function step(string $name, string $script, string ...$arguments): void
{
    $command = [PHP_BINARY, '-d', 'xdebug.mode=off', __DIR__ . "/$script", '--module=' . $GLOBALS['module'], ...$arguments];
    exec(implode(' ', array_map(escapeshellarg(...), $command)) . ' 2>&1', $lines, $status);
    $text = implode("\n", $lines);
    $kind = $status !== 0 ? 'failed' : (str_contains($text, 'skipped:') ? 'skipped' : 'passed');
    $GLOBALS[$kind]++;
    echo "$kind: $name\n", $kind === 'passed' ? end($lines) . "\n" : "$text\n";
}

foreach ($names as $name) {
    $source = __DIR__ . "/$name";
    $copy = Deployment::of($source);
    $settings = array_map(fn (array $ini) => array_map(fn (string $setting) => "--ini=$setting", $ini), $ways) + ($kept[$name] ?? []);
    foreach ($settings as $way => $given) {
        // Not everything three times: what the compiler does differently shows in one round.
        $modes = $way === 'plain' ? 'one,keep,many' : 'many';
        step("$name, $way: the same answers as php -S", 'compare.php', "--modes=$modes", '--rounds=' . ($way === 'plain' ? 2 : 1), ...[...$given, $copy]);
        if (is_file("$source/isolation.php")) {
            $size = $full ? ['--clients=200', '--rounds=50'] : ['--clients=40', '--rounds=' . ($way === 'plain' ? 10 : 4)];
            step("$name, $way: isolation", 'isolation.php', ...[...$size, ...$given, $source]);
        }
    }
    if (isset($kept[$name])) {
        step("$name: kernels are used again", 'kept.php', ...[...$kept[$name]['kept'], $copy]);
    }
    if (is_file("$source/isolation.php")) {
        // Without opcache the compiler keeps something of every script that is compiled again.
        step("$name: memory", 'memory.php', '--ini=opcache.enable_cli=1', '--requests=' . ($full ? 100_000 : 3_000), $copy);
    }
}
echo "$passed passed, $failed failed, $skipped skipped\n";
exit($failed > 0 ? 1 : 0);
