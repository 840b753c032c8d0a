<?php
declare(strict_types=1);

namespace Ingest\Kafka;

/**
 * Gives a worker its publisher: made in the worker, since a librdkafka client does not survive a fork, and made anew
 * when the embedded cluster was replaced.
 */
final class Link
{
    private ?Publisher $publisher = null;
    private int $epoch = 0;

    /** @param ?string $brokers null: those of $embedded */
    public function __construct(
        private readonly ?string $brokers,
        private readonly string $topic,
        private readonly ?Embedded $embedded,
        private readonly Login $login,
    ) {
    }

    /** null while the embedded cluster is not ready. */
    public function publisher(): ?Publisher
    {
        $epoch = $this->embedded?->epoch() ?? 1;
        if ($epoch !== $this->epoch) {
            $this->publisher = new Publisher($this->brokers ?? $this->embedded->brokers(), $this->topic, $this->login);
            $this->epoch = $epoch;
        }
        return $this->publisher;
    }

    /** As /readyz says it. */
    public function kind(): string
    {
        return $this->embedded === null ? 'brokers' : 'embedded';
    }

    public function close(): void
    {
        $this->publisher?->close();
        $this->publisher = null;
    }
}
