<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * `enum`: one of the listed strings, numbers or booleans, without conversion: `"1"` is not `1`, `0` is not `false`.
 * Numbers are equal by value, as in JSON: `1.0` is `1`.
 */
final class OneOf implements Check
{
    /** Values a message lists before it stops. */
    private const LISTED = 10;

    /** @var array<string, true> */
    private readonly array $keys;
    private readonly string $list;

    /** @param non-empty-list<string|int|float|bool> $values */
    public function __construct(array $values)
    {
        $this->keys = array_fill_keys(array_map(self::key(...), $values), true);
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;
        $shown = array_map(static fn ($v) => json_encode($v, $flags), array_slice($values, 0, self::LISTED));
        $this->list = implode(', ', $shown) . (count($values) > self::LISTED ? ', …' : '');
    }

    public function rule(): string
    {
        return 'enum';
    }

    public function accepts(mixed $value): bool
    {
        return isset($this->keys[self::key($value)]);
    }

    public function message(mixed $value): string
    {
        return "must be one of $this->list";
    }

    /** A string that is equal for equal JSON scalars and only for them. */
    private static function key(mixed $value): string
    {
        return match (true) {
            is_string($value) => "s$value",
            is_int($value) => "n$value",
            is_float($value) => 'n' . (abs($value) < 1.0e15 && floor($value) === $value ? (int) $value : var_export($value, true)),
            is_bool($value) => $value ? 'true' : 'false',
            default => '',
        };
    }
}
