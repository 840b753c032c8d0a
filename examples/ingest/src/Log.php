<?php
declare(strict_types=1);

namespace Ingest;

/** Lines for the operator on standard error, with time (UTC) and pid. */
final class Log
{
    public static function line(string $sentence): void
    {
        fwrite(STDERR, sprintf("[%s] ingest %d: %s\n", gmdate('Y-m-d\TH:i:s\Z'), getmypid(), $sentence));
    }
}
