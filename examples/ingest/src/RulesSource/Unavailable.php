<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

/** The source did not give a document. The message says why. */
final class Unavailable extends \RuntimeException
{
}
