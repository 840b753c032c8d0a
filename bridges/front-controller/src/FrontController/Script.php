<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

use InvalidArgumentException;
use Peregrine\Coroutine;

/**
 * The application's `index.php`: what it finds in `$_SERVER` about itself, and how it is run. As under `php -S`: a path that is
 * no file's is the script's PATH_INFO.
 *
 * @internal
 */
final class Script
{
    private readonly string $file;
    /** Its own path in URLs. */
    private readonly string $name;
    private readonly string $root;
    private readonly string $directory;

    public function __construct(string $file, string $root)
    {
        $this->root = rtrim((string) realpath($root), '/');
        $this->file = is_file($file) ? realpath($file) : throw new InvalidArgumentException("The script $file is not there; give the path of the application's public/index.php.");
        $this->directory = dirname($this->file);
        $this->name = str_starts_with($this->file, "$this->root/") ? substr($this->file, strlen($this->root)) : '/' . basename($this->file);
    }

    /** Runs it for this decoded path. */
    public function run(string $path): void
    {
        $this->describe($path);
        chdir($this->directory);
        $kernel = KeptKernel::next($this->file);
        $kernel ? $kernel->serve() : Coroutine::runScript($this->file);
    }

    private function describe(string $path): void
    {
        $info = $this->pathInfo($path);
        $_SERVER['DOCUMENT_ROOT'] = $this->root;
        $_SERVER['SCRIPT_FILENAME'] = $this->file;
        $_SERVER['SCRIPT_NAME'] = $_SERVER['DOCUMENT_URI'] = $this->name;
        $_SERVER['PHP_SELF'] = $this->name . $info;
        if ($info !== '') {
            $_SERVER['PATH_INFO'] = $info;
        }
    }

    /** What follows the script's name, or the whole path when that is not in it. */
    private function pathInfo(string $path): string
    {
        if (str_starts_with("$path/", "$this->name/")) {
            return substr($path, strlen($this->name));
        }
        return $path === '/' ? '' : $path;
    }
}
