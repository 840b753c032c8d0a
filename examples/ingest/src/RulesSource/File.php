<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

/**
 * Rules in a file. Its tag is mtime, size and inode, so a file that was moved into place counts as changed even
 * within one second. Replace it by rename: a file written in place can be read half written.
 */
final class File implements Source
{
    public function __construct(private readonly string $path)
    {
    }

    public function fetch(string $tag): ?Fetched
    {
        clearstatcache(true, $this->path);
        $stat = @stat($this->path);
        if ($stat === false || ($stat['mode'] & 0o170000) !== 0o100000) {
            throw new Unavailable("there is no file $this->path");
        }
        $now = "{$stat['mtime']}-{$stat['size']}-{$stat['ino']}";
        if ($now === $tag) {
            return null;
        }
        $text = @file_get_contents($this->path);
        if ($text === false) {
            throw new Unavailable("$this->path cannot be read: " . (error_get_last()['message'] ?? ''));
        }
        return new Fetched($text, $now);
    }

    public function name(): string
    {
        return $this->path;
    }
}
