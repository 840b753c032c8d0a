<?php
// Many visitors at once, each request proving that what it sees is its own, and requests of one session under its lock:
//   php isolation.php HOST:PORT [CLIENTS=200] [REQUESTS=50]
// The last line is "N passed, N failed"; the status is 1 when one failed.
declare(strict_types=1);

[$host, $clients, $requests] = [$argv[1] ?? exit("usage: php isolation.php HOST:PORT [CLIENTS] [REQUESTS]\n"), (int) ($argv[2] ?? 200), (int) ($argv[3] ?? 50)];
$passed = $failed = 0;

/** One visitor: a connection that is kept, the cookie of its session, the request under way. */
final class Visitor
{
    public string $cookie = '';
    public string $expected = '';
    private string $buffer = '';
    /** @var resource */
    public $socket;

    public function __construct(string $host, public readonly string $name)
    {
        $this->socket = stream_socket_client("tcp://$host", $code, $text, 10.0) ?: exit("no server at $host: $text\n");
        stream_set_blocking($this->socket, false);
    }

    public function ask(string $method, string $path, string $body, string $cookies): void
    {
        $cookies = trim("$cookies; $this->cookie", '; ');
        fwrite($this->socket, "$method $path HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            . 'Content-Length: ' . strlen($body) . "\r\nCookie: $cookies\r\n\r\n$body");
    }

    /** The body when the answer is whole; null before; false when there is none. */
    public function answer(): string|false|null
    {
        $piece = fread($this->socket, 65536);
        $this->buffer .= $piece;
        $split = strpos($this->buffer, "\r\n\r\n");
        if ($split === false) {
            return $piece === '' && feof($this->socket) ? false : null;
        }
        $head = substr($this->buffer, 0, $split);
        $length = preg_match('/\r\ncontent-length: (\d+)/i', $head, $m) === 1 ? (int) $m[1] : exit("an answer without length:\n$head\n");
        if (strlen($this->buffer) < $split + 4 + $length) {
            return null;
        }
        if (preg_match('/set-cookie: (PHPSESSID=[^;\r]+)/i', $head, $m) === 1) {
            $this->cookie = $m[1];
        }
        $body = substr($this->buffer, $split + 4, $length);
        $this->buffer = substr($this->buffer, $split + 4 + $length);
        return $body;
    }
}

/** Has every visitor make $requests requests, all at the same time. */
function everybody(array $visitors, int $requests, callable $ask, callable $take): void
{
    $left = [];
    foreach ($visitors as $i => $visitor) {
        $left[$i] = $requests;
        $ask($visitor, $requests);
    }
    while ($left !== []) {
        $read = array_map(static fn ($i) => $visitors[$i]->socket, array_combine(array_keys($left), array_keys($left)));
        $none = null;
        if (stream_select($read, $none, $none, 30) < 1) {
            exit('no answer within 30 s, ' . count($left) . " visitors wait\n");
        }
        foreach (array_keys($read) as $i) {
            $body = $visitors[$i]->answer();
            if ($body === false) {
                exit("a connection was closed before its answer\n");
            }
            if ($body === null) {
                continue;
            }
            $take($visitors[$i], $body);
            if (--$left[$i] > 0) {
                $ask($visitors[$i], $left[$i]);
            } else {
                unset($left[$i]);
            }
        }
    }
}

function check(bool $holds, string $seen): void
{
    $holds ? $GLOBALS['passed']++ : $GLOBALS['failed']++;
    if (!$holds && $GLOBALS['failed'] <= 10) {
        echo 'FAIL ', substr($seen, 0, 600), "\n";
    }
}

$visitors = array_map(static fn (int $i) => new Visitor($host, "visitor$i"), range(1, $clients));
$start = microtime(true);
everybody($visitors, $requests, static function (Visitor $visitor, int $number): void {
    $token = $visitor->expected = "$visitor->name-$number";
    $visitor->ask('POST', "/do/own/$token?t=$token&c=$visitor->name", "t=$token", "t=$token");
}, static function (Visitor $visitor, string $body): void {
    $answer = json_decode($body, true);
    check(($answer['token'] ?? null) === $visitor->expected && $answer['wrong'] === [] && $answer['checked'] >= 20, "$visitor->expected: $body");
});
printf("isolation: %d answers of %d visitors in %.1f s, %d wrong\n", $passed + $failed, $clients, microtime(true) - $start, $failed);

// One visitor, twenty windows: none of its requests may lose what another wrote.
$windows = array_map(static fn (int $i) => new Visitor($host, "window$i"), range(1, 20));
$first = new Visitor($host, 'first');
$seen = [];
$take = static function (Visitor $visitor, string $body) use (&$seen): void {
    $seen[] = (int) $body;
};
everybody([$first], 1, static fn (Visitor $v) => $v->ask('POST', '/do/add-slowly', '', ''), $take);
foreach ($windows as $window) {
    $window->cookie = $first->cookie;
}
everybody($windows, 10, static fn (Visitor $v) => $v->ask('POST', '/do/add-slowly', '', ''), $take);
sort($seen);
if (getenv('SHOP_SESSION') === 'files') {
    check($seen === range(1, 201), 'one session: of 201 additions the last made ' . max($seen));
}
printf("one session: 201 additions, %d different results\n", count(array_unique($seen)));
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
