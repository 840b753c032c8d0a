<?php
// Whether two answers to one request are the same: status, header fields, cookies and body, apart from what may differ
// between two servers (date, server, connection, framing) and between two runs of one (ids, found by asking the
// reference twice).
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Comparison
{
    /** Fields that say how the answer travels or who sent it. */
    private const APART = ['date', 'server', 'x-powered-by', 'connection', 'keep-alive', 'host', 'transfer-encoding', 'set-cookie'];

    /** @var array<string, true> cookies and captured values that differ from run to run */
    private array $volatile = [];

    /** @param list<string> $masks regular expressions; what they match in header fields and bodies is not compared */
    public function __construct(private readonly array $masks)
    {
    }

    /** Learns from two answers of the reference to one request what is an id. */
    public function learn(Answer $one, Answer $two): void
    {
        foreach ($one->ids as $name => $value) {
            if (isset($two->ids[$name]) && $two->ids[$name] !== $value) {
                $this->volatile[$name] = true;
            }
        }
    }

    /** @return list<string> what differs, in words */
    public function differences(array $request, Answer $expected, Answer $got): array
    {
        if ($expected->failure !== '' || $got->failure !== '') {
            return $expected->failure === $got->failure ? [] : ["expected {$expected->failure}, got {$got->failure}"];
        }
        $found = [];
        $names = ['status' => [$request['answers'] ?? $expected->status, $got->status]];
        if ($request['reason'] ?? false) {
            $names['reason'] = [$expected->reason, $got->reason];
        }
        foreach ($names as $what => [$is, $was]) {
            if ($is !== $was) {
                $found[] = "$what: expected $is, got $was";
            }
        }
        return [...$found, ...$this->headers($request, $expected, $got), ...$this->cookies($expected, $got), ...$this->body($request, $expected, $got)];
    }

    private function headers(array $request, Answer $expected, Answer $got): array
    {
        $apart = [...self::APART, ...array_map(strtolower(...), $request['ignore'] ?? [])];
        $found = [];
        foreach (array_diff(array_keys($expected->headers + $got->headers), $apart) as $name) {
            $is = $expected->headers[$name] ?? [];
            $was = $got->headers[$name] ?? [];
            // A server may know the length where the other closes the connection.
            if ($name === 'content-length' && !$is) {
                continue;
            }
            if (!$this->sameValues($is, $was, $expected, $got)) {
                $found[] = "$name: expected " . json_encode($is) . ', got ' . json_encode($was);
            }
        }
        return $found;
    }

    private function sameValues(array $is, array $was, Answer $expected, Answer $got): bool
    {
        if (count($is) !== count($was)) {
            return false;
        }
        foreach ($is as $i => $value) {
            if ($this->masked($value, $expected) !== $this->masked($was[$i], $got) && !self::sameDate($value, $was[$i], $expected, $got)) {
                return false;
            }
        }
        return true;
    }

    /** Dates counted from now: as far apart as the moments in which they were made, each between request and answer, to two seconds. */
    private static function sameDate(string $is, string $was, Answer $expected, Answer $got): bool
    {
        $pattern = '~^(\w{3}, \d\d[ -]\w{3}[ -]\d{4} \d\d:\d\d:\d\d GMT)$~';
        if (!preg_match($pattern, $is) || !preg_match($pattern, $was)) {
            return false;
        }
        $apart = strtotime($was) - strtotime($is);
        return $apart >= $got->asked - $expected->at - 2.0 && $apart <= $got->at - $expected->asked + 2.0;
    }

    private function cookies(Answer $expected, Answer $got): array
    {
        $is = $expected->cookies();
        $was = $got->cookies();
        if (count($is) === count($was) && array_filter(array_map(fn ($a, $b) => $this->sameCookie($a, $b, $expected, $got), $is, $was)) === array_fill(0, count($is), true)) {
            return [];
        }
        $told = fn (array $cookies) => implode("\n               ", array_map(fn ($cookie) => json_encode($cookie, JSON_UNESCAPED_SLASHES), $cookies));
        return ["cookies:\n      expected {$told($is)}\n      got      {$told($was)}"];
    }

    private function sameCookie(array $is, array $was, Answer $expected, Answer $got): bool
    {
        foreach (['expires', 'max-age'] as $end) {
            $a = $is['attributes'][$end] ?? '';
            $b = $was['attributes'][$end] ?? '';
            // Both may be counted from now, or up to a date.
            $near = $end === 'expires' ? self::sameDate($a, $b, $expected, $got) : ctype_digit("$a$b") && abs((int) $a - (int) $b) <= $got->at - $expected->asked + 2;
            if ($a !== $b && !$near) {
                return false;
            }
            unset($is['attributes'][$end], $was['attributes'][$end], $is['max-age'], $was['max-age']);
        }
        ksort($is['attributes']);
        ksort($was['attributes']);
        return $this->masked(json_encode($is), $expected) === $this->masked(json_encode($was), $got);
    }

    private function body(array $request, Answer $expected, Answer $got): array
    {
        // As under php-fpm, where php -S, which has no fastcgi_finish_request(), says more.
        $is = explode("\n", $this->masked($request['body_by_fpm'] ?? $expected->body, $expected));
        $was = explode("\n", $this->masked($got->body, $got));
        foreach ($is + $was as $line => $_) {
            if (($is[$line] ?? null) !== ($was[$line] ?? null)) {
                $cut = fn (?string $text) => $text === null ? '(nothing)' : json_encode(substr($text, 0, 300), JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE);
                return ['body, line ' . ($line + 1) . ":\n      expected " . $cut($is[$line] ?? null) . "\n      got      " . $cut($was[$line] ?? null)];
            }
        }
        return [];
    }

    private function masked(string $text, Answer $answer): string
    {
        $text = preg_replace('~\b(?:127\.0\.0\.1|localhost):' . $answer->port . '\b~', '<host>', $text);
        $text = preg_replace("~\\b$answer->port\\b~", '<port>', $text);
        foreach (array_intersect_key($answer->ids, $this->volatile) as $name => $value) {
            $text = str_replace([$value, urldecode($value), htmlspecialchars($value)], "<$name>", $text);
        }
        return preg_replace($this->masks, '<masked>', $text);
    }
}
