<?php
declare(strict_types=1);

namespace Ingest\Http;

/**
 * Cuts a JSON array into the texts of its elements. The text must already have been accepted by json_decode: this
 * only looks for where elements end, in one pass from bracket to bracket, without recursion and without PCRE, so
 * neither nesting nor size can exhaust a limit.
 */
final class ArrayElements
{
    private const WHITESPACE = " \t\n\r";

    /**
     * @param string $json a valid JSON array
     * @return list<string> each element byte for byte, without the white space around it
     */
    public static function texts(string $json): array
    {
        $texts = [];
        $at = strpos($json, '[') + 1;
        $start = $at;
        $depth = 0;
        while (true) {
            // Inside an element commas mean nothing, so they are not worth a stop.
            $at += strcspn($json, $depth > 0 ? '"[]{}' : '"[]{},', $at);
            switch ($json[$at]) {
                case '"':
                    $at = self::closingQuote($json, $at);
                    break;
                case '[':
                case '{':
                    $depth++;
                    break;
                case ',':
                    $texts[] = trim(substr($json, $start, $at - $start), self::WHITESPACE);
                    $start = $at + 1;
                    break;
                default: // ] or }
                    if ($depth-- === 0) {
                        $last = trim(substr($json, $start, $at - $start), self::WHITESPACE);
                        return $last === '' ? $texts : [...$texts, $last];
                    }
            }
            $at++;
        }
    }

    /** Where the string that opens at $at ends: the next quote with an even number of backslashes before it. */
    private static function closingQuote(string $json, int $at): int
    {
        do {
            $at = strpos($json, '"', $at + 1);
            $run = $at;
            while ($json[$run - 1] === '\\') {
                $run--;
            }
        } while (($at - $run) % 2 === 1);
        return $at;
    }
}
