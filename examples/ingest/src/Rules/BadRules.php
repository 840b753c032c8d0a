<?php
declare(strict_types=1);

namespace Ingest\Rules;

/** A rules document that cannot be used. The message is one sentence for its author: where, what, what instead. */
final class BadRules extends \InvalidArgumentException
{
}
