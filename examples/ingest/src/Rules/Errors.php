<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * Collects what is wrong with the events of one request. `Node` reports in the order it walks; `close` ends an
 * event and puts its errors into the document's order (within a field: type or required, then as written; within
 * `*`: by index).
 */
final class Errors
{
    /** Errors one answer lists; more are not collected, so that a hostile body cannot fill the memory. */
    public const LISTED = 10000;

    /** @var list<array{index: int, path: string, rule: string, message: string}> */
    private array $closed = [];
    /** @var list<array{int, array{index: int, path: string, rule: string, message: string}}> with the field's order */
    private array $open = [];
    /** @var list<int> indices of the elements the walk is inside of */
    private array $indices = [];
    private int $event = 0;

    /** The walk goes into element $index. */
    public function enter(int $index): void
    {
        $this->indices[] = $index;
    }

    /** The walk leaves the element entered last. */
    public function leave(): void
    {
        array_pop($this->indices);
    }

    public function add(Node $at, string $rule, string $message): void
    {
        if (count($this->closed) + count($this->open) < self::LISTED) {
            $path = $this->path($at->segments);
            $this->open[] = [$at->order, ['index' => $this->event, 'path' => $path, 'rule' => $rule, 'message' => $message]];
        }
    }

    /** The walk of one event is over; what comes next belongs to event $next. */
    public function close(int $next): void
    {
        if ($this->open !== []) {
            usort($this->open, static fn (array $a, array $b): int => $a[0] <=> $b[0]); // stable since PHP 8.0
            array_push($this->closed, ...array_column($this->open, 1));
            $this->open = [];
        }
        $this->event = $next;
    }

    /** @return list<array{index: int, path: string, rule: string, message: string}> */
    public function all(): array
    {
        return $this->closed;
    }

    /** @param list<string> $segments */
    private function path(array $segments): string
    {
        if ($this->indices !== []) {
            $indices = $this->indices;
            foreach ($segments as $i => $segment) {
                $segments[$i] = $segment === '*' ? array_shift($indices) : $segment;
            }
        }
        return implode('.', $segments);
    }
}
