<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

/**
 * The path of a request's target as a web server maps it to files: decoded, without empty segments, `.` and `..`.
 *
 * @internal
 */
final class Path
{
    public static function normal(string $path): string
    {
        $path = str_contains($path, '%') ? rawurldecode($path) : $path;
        if (!str_contains($path, '//') && !str_contains($path, '/.')) {
            return $path;
        }
        $kept = [];
        foreach (explode('/', $path) as $segment) {
            if ($segment === '..') {
                array_pop($kept);
            } elseif ($segment !== '' && $segment !== '.') {
                $kept[] = $segment;
            }
        }
        $is_directory = preg_match('~/\.{0,2}$~', $path) && $kept;
        return '/' . implode('/', $kept) . ($is_directory ? '/' : '');
    }
}
