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
        $names = ['status' => [$expected->status, $got->status]];
        if ($request['reason'] ?? false) {
            $names['reason'] = [$expected->reason, $got->reason];
        }
        foreach ($names as $what => [$is, $was]) {
            if ($is !== $was) {
                $found[] = "$what: expected $is, got $was";
            }
        }
        return [...$found, ...$this->headers($request, $expected, $got), ...$this->cookies($expected, $got), ...$this->body($expected, $got)];
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

    /** Dates counted from now: as far apart as the answers are, to two seconds. */
    private static function sameDate(string $is, string $was, Answer $expected, Answer $got): bool
    {
        $pattern = '~^(\w{3}, \d\d[ -]\w{3}[ -]\d{4} \d\d:\d\d:\d\d GMT)$~';
        if (!preg_match($pattern, $is) || !preg_match($pattern, $was)) {
            return false;
        }
        return abs((strtotime($was) - strtotime($is)) - ($got->at - $expected->at)) <= 2.0;
    }

    private function cookies(Answer $expected, Answer $got): array
    {
        $texts = [];
        foreach ([$expected, $got] as $side => $answer) {
            foreach ($answer->cookies() as $cookie) {
                if (isset($cookie['attributes']['expires'])) {
                    $cookie['attributes']['expires'] = self::relative($cookie['attributes']['expires'], $answer->at);
                }
                ksort($cookie['attributes']);
                $texts[$side][] = $this->masked(json_encode($cookie, JSON_UNESCAPED_SLASHES), $answer);
            }
        }
        $is = $texts[0] ?? [];
        $was = $texts[1] ?? [];
        return $is === $was ? [] : ["cookies:\n      expected " . implode("\n               ", $is) . "\n      got      " . implode("\n               ", $was)];
    }

    /** A date near now as its distance, in units of five seconds: two servers may be asked at both ends of a second. */
    private static function relative(string $date, float $now): string
    {
        $distance = strtotime($date) - $now;
        return $distance < -86400 * 360 ? $date : 'now + ' . 5 * (int) round($distance / 5);
    }

    private function body(Answer $expected, Answer $got): array
    {
        $is = explode("\n", $this->masked($expected->body, $expected));
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
