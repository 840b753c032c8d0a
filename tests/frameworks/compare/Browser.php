<?php
// One visitor: the cookies it was given and the values it captured from pages. Turns an entry of requests.php into the
// bytes of a request and takes in the answer. Does not open connections.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Browser
{
    /** @var array<string, string> name => value, as the server sent it */
    public array $cookies = [];
    /** @var array<string, string> what `capture` found; `{name}` in later requests */
    public array $captured = [];

    /** The request's bytes; `$keep`: the connection is used again. */
    public function bytes(array $request, string $host, bool $keep): string
    {
        $method = $request['method'] ?? 'GET';
        [$body, $type] = $this->body($request);
        $lines = [];
        foreach (($request['headers'] ?? []) + ['Host' => $host] as $name => $values) {
            foreach ((array) $values as $value) {
                $lines[] = "$name: " . $this->filled((string) $value);
            }
        }
        $given = array_change_key_case($request['headers'] ?? []);
        if ($type !== null && !isset($given['content-type'])) {
            $lines[] = "Content-Type: $type";
        }
        if ($body !== null && !isset($given['transfer-encoding'])) {
            $lines[] = 'Content-Length: ' . strlen($body);
        }
        $cookies = $this->cookies + array_map($this->filled(...), $request['cookies'] ?? []);
        if ($cookies) {
            $pairs = array_map(fn ($name, $value) => "$name=$value", array_keys($cookies), $cookies);
            $lines[] = 'Cookie: ' . implode('; ', $pairs);
        }
        if (!isset($given['connection'])) {
            $lines[] = 'Connection: ' . ($keep ? 'keep-alive' : 'close');
        }
        $path = $this->filled($request['path']);
        return "$method $path HTTP/1.1\r\n" . implode("\r\n", $lines) . "\r\n\r\n" . $body;
    }

    /** Keeps the answer's cookies and what the request captures. */
    public function takes(array $request, Answer $answer): void
    {
        foreach ($answer->cookies() as $cookie) {
            if ($cookie['value'] === '' || $cookie['value'] === 'deleted' || $cookie['max-age'] === '0') {
                unset($this->cookies[$cookie['name']]);
            } else {
                $this->cookies[$cookie['name']] = $cookie['value'];
            }
        }
        foreach ($request['capture'] ?? [] as $name => $pattern) {
            $this->captured[$name] = preg_match($pattern, $answer->body, $match) ? html_entity_decode($match[1]) : "<no $name>";
        }
    }

    /** @return array{?string, ?string} body and content type */
    private function body(array $request): array
    {
        if (isset($request['multipart'])) {
            return self::multipart(array_map(fn ($part) => array_map($this->filled(...), $part), $request['multipart']));
        }
        if (isset($request['form'])) {
            $form = $request['form'];
            array_walk_recursive($form, fn (&$value) => $value = $this->filled((string) $value));
            return [http_build_query($form), 'application/x-www-form-urlencoded'];
        }
        if (isset($request['json'])) {
            return [json_encode($request['json'], JSON_THROW_ON_ERROR), 'application/json'];
        }
        return [isset($request['body']) ? $this->filled($request['body']) : null, null];
    }

    private function filled(string $text): string
    {
        foreach ($this->captured as $name => $value) {
            $text = str_replace('{' . $name . '}', $value, $text);
        }
        return $text;
    }

    /** @param list<array{name: string, body: string, filename?: string, type?: string}> $parts */
    private static function multipart(array $parts): array
    {
        $boundary = '----frameworks7MA4YWxkTrZu0gW';
        $text = '';
        foreach ($parts as $part) {
            $text .= "--$boundary\r\nContent-Disposition: form-data; name=\"{$part['name']}\"";
            $text .= isset($part['filename']) ? "; filename=\"{$part['filename']}\"\r\n" : "\r\n";
            $text .= isset($part['type']) ? "Content-Type: {$part['type']}\r\n" : '';
            $text .= "\r\n{$part['body']}\r\n";
        }
        return ["$text--$boundary--\r\n", "multipart/form-data; boundary=$boundary"];
    }
}
