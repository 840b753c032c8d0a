<?php
// A client that sends exactly what it is given, and the answers as they are on the wire.

final class Answer
{
    public function __construct(
        public readonly int $status,
        public readonly string $reason,
        /** Values by lower-case name, in the order of arrival. */
        public readonly array $fields,
        public readonly string $body,
        /** False when the connection ended before the body did. */
        public readonly bool $whole,
    ) {
    }

    /** The values of a field, joined; null without any. */
    public function field(string $name): ?string
    {
        return isset($this->fields[$name]) ? implode(', ', $this->fields[$name]) : null;
    }

    /** Status and body, for a look at once. */
    public function __toString(): string
    {
        return $this->status . ' ' . trim($this->body);
    }

    public function json(): mixed
    {
        return json_decode($this->body, true);
    }
}

final class Client
{
    private $socket;
    private string $buffer = '';

    public function __construct(int $port, float $seconds = PATIENCE)
    {
        $this->socket = stream_socket_client("tcp://127.0.0.1:$port", $code, $message, $seconds)
            ?: throw new Exception("cannot connect: $message");
        stream_set_timeout($this->socket, (int) $seconds);
    }

    public function send(string $bytes): self
    {
        while ($bytes !== '') {
            $sent = @fwrite($this->socket, $bytes);
            if (!$sent) {
                break; // the server has closed; the answer tells why
            }
            $bytes = substr($bytes, $sent);
        }
        return $this;
    }

    public function get(string $target, string $fields = ''): ?Answer
    {
        return $this->send("GET $target HTTP/1.1\r\nHost: a\r\n$fields\r\n")->answer();
    }

    /** The next answer; null when the connection ends instead. Interim answers (1xx) are answers of their own. */
    public function answer(bool $to_head = false): ?Answer
    {
        $head = $this->until("\r\n\r\n");
        if ($head === null) {
            return null;
        }
        $lines = explode("\r\n", $head);
        [, $status, $reason] = explode(' ', array_shift($lines), 3);
        $fields = [];
        foreach ($lines as $line) {
            [$name, $value] = explode(':', $line, 2);
            $fields[strtolower($name)][] = trim($value);
        }
        $body = '';
        $whole = true;
        if ($to_head || $status < 200 || $status == 204 || $status == 304) {
            // no body
        } elseif (isset($fields['transfer-encoding'])) {
            $whole = $this->chunks($body);
        } elseif (isset($fields['content-length'])) {
            $length = (int) $fields['content-length'][0];
            $body = $this->take($length);
            $whole = strlen($body) === $length;
        } else {
            $body = $this->rest();
        }
        return new Answer((int) $status, $reason, $fields, $body, $whole);
    }

    private function chunks(string &$body): bool
    {
        while (($size = $this->until("\r\n")) !== null) {
            $size = hexdec($size);
            $chunk = $this->take($size);
            $body .= $chunk;
            if (strlen($chunk) < $size || $this->take(2) !== "\r\n") {
                return false;
            }
            if ($size === 0) {
                return true;
            }
        }
        return false;
    }

    /** What comes before $end, which is taken as well; null when the connection ends first. */
    public function until(string $end): ?string
    {
        while (($at = strpos($this->buffer, $end)) === false) {
            if (!$this->receive()) {
                return null;
            }
        }
        $text = substr($this->buffer, 0, $at);
        $this->buffer = substr($this->buffer, $at + strlen($end));
        return $text;
    }

    /** So many bytes, or fewer when the connection ends. */
    public function take(int $size): string
    {
        while (strlen($this->buffer) < $size && $this->receive());
        $text = substr($this->buffer, 0, $size);
        $this->buffer = substr($this->buffer, $size);
        return $text;
    }

    /** All that comes until the connection ends. */
    public function rest(): string
    {
        while ($this->receive());
        [$text, $this->buffer] = [$this->buffer, ''];
        return $text;
    }

    /** Waits for the end of the connection; false when something else comes. */
    public function ended(): bool
    {
        return $this->rest() === '';
    }

    private function receive(): bool
    {
        $got = @fread($this->socket, 65536);
        if (stream_get_meta_data($this->socket)['timed_out']) {
            throw new Exception('the server sends nothing');
        }
        $this->buffer .= $got;
        return $got !== '' && $got !== false;
    }

    /** No more requests will be sent. */
    public function shut(): void
    {
        stream_socket_shutdown($this->socket, STREAM_SHUT_WR);
    }

    public function close(): void
    {
        if (is_resource($this->socket)) {
            fclose($this->socket);
        }
    }
}
