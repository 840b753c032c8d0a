<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

/** Where the rules document comes from. */
interface Source
{
    /**
     * @param string $tag of the document at hand, '' when there is none
     * @return ?Fetched null when it has not changed since $tag
     * @throws Unavailable
     */
    public function fetch(string $tag): ?Fetched;

    /** Its name for the log. */
    public function name(): string;
}
