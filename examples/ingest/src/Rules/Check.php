<?php
declare(strict_types=1);

namespace Ingest\Rules;

/** One rule about a value that is there and has the right type. Made once per document, used for every event. */
interface Check
{
    /** The rule's name in the document and in error answers. */
    public function rule(): string;

    public function accepts(mixed $value): bool;

    /** Why $value was not accepted, to be read after the field's path: "must be at least 1". */
    public function message(mixed $value): string;
}
