<?php
// One answer as it came: read from bytes that arrive piece by piece (RFC 9112: Content-Length, chunked, until close).
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Answer
{
    public int $status = 0;
    public string $reason = '';
    /** @var array<string, list<string>> by lower-case name */
    public array $headers = [];
    public string $body = '';
    /** Why there is no whole answer; '' when there is. */
    public string $failure = '';
    public bool $closes = false;
    /** The port it came from: pages show it. */
    public int $port = 0;
    /** @var array<string, string> cookies and captured values of its browser, which pages may show */
    public array $ids = [];
    /** Seconds since the epoch when it was asked for. */
    public float $asked = 0.0;
    /** Seconds since the epoch when it was whole. */
    public float $at = 0.0;

    /** The answer at the start of `$bytes`, which is cut after it; null: more has to come. `$ended`: nothing more will. */
    public static function read(string &$bytes, bool $head, bool $ended): ?self
    {
        $end = strpos($bytes, "\r\n\r\n");
        if ($end === false) {
            return $ended ? self::failed('the connection ended before the head: ' . json_encode(substr($bytes, 0, 200))) : null;
        }
        $answer = self::head(substr($bytes, 0, $end));
        if ($answer->status >= 100 && $answer->status < 200) {
            $bytes = substr($bytes, $end + 4);
            return self::read($bytes, $head, $ended);
        }
        $rest = substr($bytes, $end + 4);
        $left = $answer->take($rest, $head, $ended);
        if ($left === null) {
            return $ended ? self::failed('the connection ended before the body was whole') : null;
        }
        $bytes = $left;
        $answer->at = microtime(true);
        return $answer;
    }

    public static function failed(string $why): self
    {
        $answer = new self();
        $answer->failure = $why;
        $answer->closes = true;
        return $answer;
    }

    /** @return list<array{name: string, value: string, max-age: ?string, attributes: array<string, string>}> */
    public function cookies(): array
    {
        $cookies = [];
        foreach ($this->headers['set-cookie'] ?? [] as $line) {
            $parts = array_map(trim(...), explode(';', $line));
            [$name, $value] = explode('=', array_shift($parts), 2) + [1 => ''];
            $attributes = [];
            foreach ($parts as $part) {
                [$key, $setting] = explode('=', $part, 2) + [1 => ''];
                $attributes[strtolower($key)] = $setting;
            }
            $cookies[] = ['name' => $name, 'value' => $value, 'max-age' => $attributes['max-age'] ?? null, 'attributes' => $attributes];
        }
        return $cookies;
    }

    private static function head(string $text): self
    {
        $lines = explode("\r\n", $text);
        $answer = new self();
        if (!preg_match('~^HTTP/1\.[01] (\d{3}) ?(.*)$~', array_shift($lines), $match)) {
            return self::failed('no status line: ' . json_encode(substr($text, 0, 200)));
        }
        $answer->status = (int) $match[1];
        $answer->reason = $match[2];
        foreach ($lines as $line) {
            [$name, $value] = explode(':', $line, 2) + [1 => ''];
            $answer->headers[strtolower($name)][] = trim($value);
        }
        $answer->closes = strcasecmp($answer->headers['connection'][0] ?? '', 'close') === 0;
        return $answer;
    }

    /** Takes the body off `$bytes` and gives what follows it; null: not whole yet. */
    private function take(string $bytes, bool $head, bool $ended): ?string
    {
        if ($head || $this->status === 204 || $this->status === 304) {
            return $bytes;
        }
        if (isset($this->headers['transfer-encoding'])) {
            return $this->takeChunks($bytes);
        }
        if (isset($this->headers['content-length'])) {
            $length = (int) $this->headers['content-length'][0];
            $this->body = substr($bytes, 0, $length);
            return strlen($bytes) < $length ? null : substr($bytes, $length);
        }
        $this->body = $bytes;
        $this->closes = true;
        return $ended ? '' : null;
    }

    private function takeChunks(string $bytes): ?string
    {
        $at = 0;
        while (($end = strpos($bytes, "\r\n", $at)) !== false) {
            $size = (int) hexdec(trim(explode(';', substr($bytes, $at, $end - $at))[0]));
            $next = $end + 2 + $size + 2;
            if (strlen($bytes) < $next) {
                return null;
            }
            if ($size === 0) {
                return substr($bytes, $next);
            }
            $this->body .= substr($bytes, $end + 2, $size);
            $at = $next;
        }
        return null;
    }
}
