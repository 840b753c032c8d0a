<?php
declare(strict_types=1);

namespace Ingest\Rules;

/** `length`: `[min, max]` code points of a string or elements of an array. */
final class Length implements Check
{
    public function __construct(private readonly int $min, private readonly int $max)
    {
    }

    public function rule(): string
    {
        return 'length';
    }

    public function accepts(mixed $value): bool
    {
        $length = self::of($value);
        return $length !== null && $length >= $this->min && $length <= $this->max;
    }

    public function message(mixed $value): string
    {
        $range = $this->min === $this->max ? (string) $this->min : "$this->min to $this->max";
        return match (true) {
            is_string($value) => "must have $range characters, has " . self::of($value),
            is_array($value) => "must have $range elements, has " . self::of($value),
            default => "must be a string or an array with a length of $range",
        };
    }

    private static function of(mixed $value): ?int
    {
        return match (true) {
            is_string($value) => self::codePoints($value),
            is_array($value) => count($value),
            default => null,
        };
    }

    /** Every code point has one byte that does not continue another (10xxxxxx); json_decode let only UTF-8 in. */
    private static function codePoints(string $text): int
    {
        $codePoints = 0;
        foreach (count_chars($text, 1) as $byte => $count) {
            $codePoints += ($byte & 0xC0) === 0x80 ? 0 : $count;
        }
        return $codePoints;
    }
}
