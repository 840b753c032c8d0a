<?php
/**
 * Tests of the ingest service's rules and parsing, which need no extension: php -n tests/ingest/run.php
 * Every file in unit/ runs here; the last line is "N passed, N failed", the status is 1 when one failed.
 */
declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if (error_reporting() & $level) {
        throw new ErrorException($message, 0, $level, $file, $line);
    }
    return false;
});
require __DIR__ . '/../../examples/ingest/src/autoload.php';

final class Tally
{
    public static int $passed = 0;
    public static int $failed = 0;
}

/** Compares strictly (objects by content) and says what differs. */
function same(string $name, mixed $want, mixed $got): void
{
    if (var_export($want, true) === var_export($got, true)) {
        Tally::$passed++;
        return;
    }
    Tally::$failed++;
    $show = static fn (mixed $v): string => substr(json_encode($v, JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), 0, 2000);
    echo "FAIL $name\n  want {$show($want)}\n  got  {$show($got)}\n";
}

/** Runs $act, which must throw $class; returns what was thrown, null after a failure. */
function thrown(string $name, string $class, callable $act): ?Throwable
{
    try {
        $act();
    } catch (Throwable $e) {
        same("$name: throws", $class, $e::class);
        return $e instanceof $class ? $e : null;
    }
    same("$name: throws", $class, 'nothing');
    return null;
}

foreach (glob(__DIR__ . '/unit/*.php') as $file) {
    require $file;
}
printf("%d passed, %d failed\n", Tally::$passed, Tally::$failed);
exit(Tally::$failed === 0 ? 0 : 1);
