<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * `min` and `max`: a bound the number may touch. An integer is compared with an integer bound exactly, beyond 2^53
 * too, where a double would round. A number too large for a double is infinite and so above every `max`.
 */
final class Limit implements Check
{
    /** 2^63, the first double above the ints; -2^63 is the lowest int. */
    private const INTS_END = 9223372036854775808.0;

    private readonly int|float $bound;

    /** @param 'min'|'max' $rule */
    public function __construct(private readonly string $rule, int|float $bound)
    {
        $this->bound = self::exact($bound);
    }

    public function rule(): string
    {
        return $this->rule;
    }

    public function accepts(mixed $value): bool
    {
        if (!is_int($value) && !is_float($value)) {
            return false;
        }
        $order = self::compare(self::exact($value), $this->bound);
        return $this->rule === 'min' ? $order >= 0 : $order <= 0;
    }

    public function message(mixed $value): string
    {
        $number = is_int($value) || is_float($value) ? '' : 'a number of ';
        $side = $this->rule === 'min' ? 'at least' : 'at most';
        return "must be $number$side " . json_encode($this->bound);
    }

    /** A whole double that fits becomes an int; what is left as a double is a fraction or outside the ints. */
    private static function exact(int|float $number): int|float
    {
        return is_float($number) && self::amongInts($number) && floor($number) === $number ? (int) $number : $number;
    }

    private static function amongInts(float $number): bool
    {
        return $number >= -self::INTS_END && $number < self::INTS_END;
    }

    /** PHP rounds the int to compare it with a double, which is wrong only for a double just outside the ints. */
    private static function compare(int|float $a, int|float $b): int
    {
        return match (true) {
            is_int($a) && is_float($b) && !self::amongInts($b) => $b > 0 ? -1 : 1,
            is_float($a) && is_int($b) && !self::amongInts($a) => $a > 0 ? 1 : -1,
            default => $a <=> $b,
        };
    }
}
