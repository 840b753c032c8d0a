<?php
declare(strict_types=1);

namespace Ingest\Http;

/**
 * A request that gets an error answer: the status, the JSON body and extra headers. Thrown by whatever finds the
 * fault, turned into the answer in one place (`EventsHandler`).
 */
final class Refused extends \RuntimeException
{
    /**
     * @param array<string, mixed> $body the answer's JSON
     * @param array<string, string> $headers
     * @param int $events how many events the request held, for the counters; 1 when that cannot be told
     */
    public function __construct(
        public readonly int $status,
        public readonly array $body,
        public readonly array $headers = [],
        public readonly int $events = 1,
    ) {
        parent::__construct("refused with $status", $status);
    }

    /** @param array<string, string> $headers */
    public static function because(int $status, string $sentence, array $headers = [], int $events = 1): self
    {
        return new self($status, ['error' => $sentence], $headers, $events);
    }

    /** @param list<array{index: int, path: string, rule: string, message: string}> $errors */
    public static function invalid(array $errors, int $events): self
    {
        return new self(422, ['errors' => $errors], [], $events);
    }
}
