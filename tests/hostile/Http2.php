<?php
declare(strict_types=1);

/** One stream with any fields, then a good one, on a connection of HTTP/2 written by hand (RFC 9113, RFC 7541). */
final class Http2
{
    private const GOOD = [[':method', 'GET'], [':scheme', 'http'], [':path', '/after'], [':authority', 'a']];

    /**
     * What became of the first and of the second: "400, then 200", "reset, then 200", "goaway".
     *
     * @param resource $socket
     * @param list<array{string, string}> $fields
     * @param ?list<array{string, string}> $trailers
     */
    public static function ask($socket, array $fields, ?string $body, ?array $trailers): string
    {
        $bytes = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" . self::frame(4, 0, 0, '');
        $bytes .= self::headers(1, $fields, $body === null);
        foreach ($body === null ? [] : str_split($body, 16384) as $at => $part) {
            $is_last = $trailers === null && 16384 * $at + strlen($part) === strlen($body);
            $bytes .= self::frame(0, $is_last ? 1 : 0, 1, $part);
        }
        if ($trailers !== null) {
            $bytes .= self::headers(1, $trailers, true);
        }
        $bytes .= self::headers(3, self::GOOD, true);
        @fwrite($socket, $bytes);
        $fates = [1 => null, 3 => null];
        while ($fates[1] === null || $fates[3] === null) {
            $head = self::read($socket, 9);
            if (strlen($head) < 9) {
                return self::said($fates) . ', closed';
            }
            ['length' => $length, 'kind' => $kind, 'stream' => $stream] = unpack('Nlength/Ckind/Cflags/Nstream', "\0$head");
            $payload = self::read($socket, $length);
            if ($kind === 7) {
                $code = unpack('N', $payload, 4)[1];
                return $code === 1 ? 'goaway' : "goaway $code";
            }
            if ($kind === 3) {
                $code = unpack('N', $payload)[1];
                // NO_ERROR behind an answer: the rest of the body is not wanted (RFC 9113 8.1).
                $fates[$stream] ??= $code === 1 ? 'reset' : "reset $code";
            } elseif ($kind === 1) {
                $fates[$stream] ??= self::status($payload);
            }
        }
        fclose($socket);
        return self::said($fates);
    }

    private static function said(array $fates): string
    {
        return ($fates[1] ?? 'nothing') . ', then ' . ($fates[3] ?? 'nothing');
    }

    /** The status at the front of a header block: one of the static table's, or a literal. */
    private static function status(string $block): string
    {
        $static = [8 => '200', '204', '206', '304', '400', '404', '500'];
        // Updates of the table's size may stand first.
        for ($at = 0; (ord($block[$at]) & 0xe0) === 0x20; $at++);
        $first = ord($block[$at]);
        if ($first & 0x80) {
            return $static[$first & 0x7f] ?? "indexed $first";
        }
        $length = ord($block[$at + 1]);
        return $length & 0x80 ? self::huffman(substr($block, $at + 2, $length & 0x7f)) : substr($block, $at + 2, $length);
    }

    /** Digits by Huffman's code of HPACK: 0 to 2 have five bits, 3 to 9 six (RFC 7541 B). */
    private static function huffman(string $bytes): string
    {
        $bits = implode('', array_map(fn ($byte) => sprintf('%08b', ord($byte)), str_split($bytes)));
        for ($text = ''; strlen($text) < 3;) {
            $short = bindec(substr($bits, 0, 5));
            $is_short = $short < 3;
            $text .= $is_short ? $short : bindec(substr($bits, 0, 6)) - 0x19 + 3;
            $bits = substr($bits, $is_short ? 5 : 6);
        }
        return $text;
    }

    /** @param resource $socket */
    private static function read($socket, int $length): string
    {
        for ($bytes = ''; strlen($bytes) < $length;) {
            $part = (string) @fread($socket, $length - strlen($bytes));
            if ($part === '') {
                break;
            }
            $bytes .= $part;
        }
        return $bytes;
    }

    private static function frame(int $kind, int $flags, int $stream, string $payload): string
    {
        return substr(pack('N', strlen($payload)), 1) . pack('CCN', $kind, $flags, $stream) . $payload;
    }

    /** HEADERS, and CONTINUATION when it is long. @param list<array{string, string}> $fields */
    private static function headers(int $stream, array $fields, bool $ends): string
    {
        $block = '';
        foreach ($fields as [$name, $value]) {
            $block .= "\0" . self::literal($name) . self::literal($value);
        }
        $parts = str_split($block, 16384);
        $frames = '';
        foreach ($parts as $at => $part) {
            $last = $at === count($parts) - 1 ? 4 : 0;
            $frames .= self::frame($at === 0 ? 1 : 9, $last | ($at === 0 && $ends ? 1 : 0), $stream, $part);
        }
        return $frames;
    }

    private static function literal(string $text): string
    {
        $length = strlen($text);
        if ($length < 127) {
            return chr($length) . $text;
        }
        $number = "\x7f";
        for ($rest = $length - 127; $rest >= 128; $rest >>= 7) {
            $number .= chr(0x80 | $rest & 0x7f);
        }
        return $number . chr($rest) . $text;
    }
}
