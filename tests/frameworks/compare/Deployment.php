<?php
// A copy of an application in a scratch folder, as a deployment makes it: what it writes (caches, sessions, its database)
// stays out of the sources. Removed at the end of the process.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Deployment
{
    /** Copies `$application`, runs its deploy.php when it has one, and gives the copy's path. */
    public static function of(string $application): string
    {
        $copy = sys_get_temp_dir() . '/peregrine-' . getmypid() . '-' . bin2hex(random_bytes(4)) . '/' . basename($application);
        self::copy($application, $copy);
        $owner = getmypid();
        register_shutdown_function(fn () => getmypid() === $owner ? self::remove(dirname($copy)) : null);
        if (is_file("$copy/deploy.php")) {
            exec(escapeshellarg(PHP_BINARY) . ' -d xdebug.mode=off -d error_reporting=8191 ' . escapeshellarg("$copy/deploy.php") . ' 2>&1', $lines, $status);
            if ($status !== 0) {
                throw new \RuntimeException("$application/deploy.php failed:\n" . implode("\n", $lines));
            }
        }
        return $copy;
    }

    private static function copy(string $from, string $to): void
    {
        mkdir($to, 0777, true);
        foreach (array_diff(scandir($from), ['.', '..']) as $name) {
            is_dir("$from/$name") ? self::copy("$from/$name", "$to/$name") : copy("$from/$name", "$to/$name");
        }
    }

    private static function remove(string $path): void
    {
        foreach (array_diff(scandir($path), ['.', '..']) as $name) {
            is_dir("$path/$name") && !is_link("$path/$name") ? self::remove("$path/$name") : unlink("$path/$name");
        }
        rmdir($path);
    }
}
