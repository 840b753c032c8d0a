<?php
declare(strict_types=1);

namespace Ingest\Rules;

/** Refuses names that mean nothing, with the nearest one that does. */
final class Names
{
    /**
     * @param list<string|int> $given
     * @param non-empty-list<string> $known
     * @throws BadRules that begins with $what
     */
    public static function allOf(array $given, array $known, string $what): void
    {
        foreach ($given as $name) {
            if (!in_array((string) $name, $known, true)) {
                throw new BadRules(sprintf(
                    '%s %s; %s',
                    $what,
                    json_encode((string) $name, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE),
                    self::advice((string) $name, $known),
                ));
            }
        }
    }

    /** @param non-empty-list<string> $known */
    public static function advice(string $name, array $known): string
    {
        $near = null;
        $best = 3; // more than two edits apart is another word
        foreach ($known as $candidate) {
            $distance = levenshtein(strtolower($name), $candidate);
            if ($distance < $best) {
                [$near, $best] = [$candidate, $distance];
            }
        }
        return ($near === null ? '' : "did you mean \"$near\"? ") . 'Known: ' . implode(', ', $known) . '.';
    }
}
