<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * `pattern`: a PCRE without delimiters, with the modifiers uD (UTF-8, `$` only at the very end). It matches anywhere
 * in the string unless it is anchored. A value that drives PCRE into its backtracking limit counts as not matching.
 */
final class Pattern implements Check
{
    private readonly string $regex;
    /** For values that need more stack than the JIT has. */
    private readonly string $interpreted;

    /** @throws BadRules when PCRE cannot compile it */
    public function __construct(private readonly string $source)
    {
        $delimiter = self::delimiterFor($source);
        $this->regex = $delimiter . $source . $delimiter . 'uD';
        $this->interpreted = $delimiter . '(*NO_JIT)' . $source . $delimiter . 'uD';
        if (@preg_match($this->regex, '') === false) {
            $why = preg_replace('/^preg_match\(\): /', '', error_get_last()['message'] ?? preg_last_error_msg());
            throw new BadRules("does not compile: $why");
        }
    }

    public function rule(): string
    {
        return 'pattern';
    }

    public function accepts(mixed $value): bool
    {
        if (!is_string($value)) {
            return false;
        }
        $matched = preg_match($this->regex, $value);
        if ($matched === false && preg_last_error() === PREG_JIT_STACKLIMIT_ERROR) {
            $matched = preg_match($this->interpreted, $value);
        }
        return $matched === 1;
    }

    public function message(mixed $value): string
    {
        return (is_string($value) ? 'must match ' : 'must be a string that matches ') . $this->source;
    }

    /** Any byte the pattern does not hold, so that nothing in it needs escaping. */
    private static function delimiterFor(string $source): string
    {
        foreach (str_split("~#%!@,;\x01\x02\x03\x04\x05\x06\x07\x08") as $delimiter) {
            if (!str_contains($source, $delimiter)) {
                return $delimiter;
            }
        }
        throw new BadRules('holds every character that could delimit it; write some as \x01');
    }
}
