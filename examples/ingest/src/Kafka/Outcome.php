<?php
declare(strict_types=1);

namespace Ingest\Kafka;

/** What became of the events of one request. */
final class Outcome
{
    public int $delivered = 0;
    public int $failed = 0;
    /** Why the first failure failed. */
    public string $reason = '';

    public function fail(string $reason, int $events = 1): void
    {
        $this->reason = $this->failed === 0 ? $reason : $this->reason;
        $this->failed += $events;
    }
}
