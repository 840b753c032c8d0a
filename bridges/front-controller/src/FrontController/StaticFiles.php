<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

use InvalidArgumentException;
use Peregrine\Http\Response;

/**
 * The files under a document root that clients may have: none outside of it, none whose name or directory begins with a dot
 * (but `.well-known`, RFC 8615), and no PHP source.
 *
 * @internal
 */
final class StaticFiles
{
    private readonly string $root;

    public function __construct(string $root, private readonly bool $symlinks)
    {
        $real = realpath($root);
        if ($real === false || !is_dir($real)) {
            throw new InvalidArgumentException("The document root $root is not a directory; set the option document_root to the one your application's files are in.");
        }
        $this->root = rtrim($real, '/');
    }

    /** Sends the file of this decoded path; false: there is none to be sent. */
    public function answer(string $path, string $method, Response $response): bool
    {
        $file = $this->find($path);
        if ($file === null) {
            return false;
        }
        if ($method !== 'GET' && $method !== 'HEAD') {
            $response->status(405);
            $response->header('Allow', 'GET, HEAD');
            return $response->end();
        }
        return $response->sendfile($file);
    }

    /** The file of a decoded path that may be sent; null: none. */
    public function find(string $path): ?string
    {
        // A segment that begins with a dot is hidden, or leads up; a NUL is in no file name.
        if (!str_starts_with($path, '/') || str_ends_with($path, '/') || str_contains($path, "\0") || preg_match('~/\.(?!well-known/)~', $path)) {
            return null;
        }
        if (preg_match('~\.(?:php\d?|phtml|phps|phar|inc)(?:$|/)~i', $path) || !is_file($this->root . $path)) {
            return null;
        }
        return $this->symlinks || $this->isInside($this->root . $path) ? $this->root . $path : null;
    }

    private function isInside(string $file): bool
    {
        return str_starts_with((string) realpath($file), "$this->root/");
    }
}
