<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

/** A document and the tag by which its source can tell later whether it changed; '' when it cannot. */
final class Fetched
{
    public function __construct(public readonly string $text, public readonly string $tag)
    {
    }
}
