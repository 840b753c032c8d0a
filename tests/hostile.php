<?php
/**
 * Malformed requests and requests that hide others, one after the other over real connections to a running server:
 * php -n tests/hostile.php EXTENSION. tests/hostile/*.txt are the lists, each line with its section of an RFC. Each must be
 * answered as its line says, the connection be closed, and nothing behind it be taken for a request: the server counts
 * what reaches its handler. The last line is "N passed, N failed".
 */
declare(strict_types=1);

require __DIR__ . '/free_port.php';
require __DIR__ . '/hostile/Target.php';
require __DIR__ . '/hostile/Http2.php';

$extension = $argv[1] ?? exit("usage: php -n tests/hostile.php EXTENSION\n");
$passed = $failed = 0;

function judge(string $list, string $name, string $want, string $got): void
{
    global $passed, $failed;
    $want === $got ? $passed++ : $failed++;
    echo $want === $got ? '' : "FAIL $list, $name\n  want $want\n  got  $got\n";
}

/** The lines of a list. @return iterable<list<string>> */
function cases(string $list): iterable
{
    foreach (file(__DIR__ . "/hostile/$list.txt", FILE_IGNORE_NEW_LINES) as $line) {
        if ($line !== '' && !str_starts_with($line, '# ')) {
            yield explode(' | ', $line);
        }
    }
}

/** What a text of a list stands for. */
function bytes(string $text): string
{
    $text = str_replace('{smuggled}', 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n', $text);
    while (preg_match('/\{\d+×/', $text)) {
        $text = preg_replace_callback('/\{(\d+)×([^{}]*)\}/', fn ($match) => str_repeat($match[2], (int) $match[1]), $text);
    }
    return preg_replace_callback('/\\\\(x[0-9a-f]{2}|.)/', fn ($match) => match ($match[1]) {
        'r' => "\r", 'n' => "\n", 't' => "\t", '0' => "\0", '\\' => '\\', '"' => '"', default => chr(hexdec(substr($match[1], 1))),
    }, $text);
}

$after = "GET /after HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
$target = new Target($extension, false);
foreach (cases('http1') as [$expected, $section, $name, $text]) {
    $is_open = str_ends_with($expected, ' open');
    $statuses = $is_open ? substr($expected, 0, -5) . ' 200' : $expected;
    $served = substr_count($statuses, '200');
    [$answers, $counts] = $target->ask(bytes($text) . $after);
    preg_match_all('/HTTP\/1\.1 (\d+|\(not closed\)) /', $answers, $found);
    $got = implode(' ', $found[1]) . sprintf('; handled %d, smuggled %d, after %d', ...$counts);
    judge('HTTP/1', "$name ($section)", $statuses . sprintf('; handled %d, smuggled 0, after %d', $served, $is_open), $got);
}
$log = $target->stop();
judge('HTTP/1', 'the server ends and has nothing to say', '0: ', $log);

$target = new Target($extension, true);
foreach (cases('http2') as $case) {
    [$expected, $section, $name, $fields, $body, $trailers] = $case + [4 => null, 5 => null];
    $before = $target->counts();
    $got = Http2::ask($target->connect(), fields($fields), $body === null ? null : bytes($body), $trailers === null ? null : fields($trailers));
    $counts = $target->since($before);
    $next = $expected === 'goaway' ? '' : ', then 200';
    $handled = ($expected === '200') + ($next !== '');
    judge('HTTP/2', "$name ($section)", "$expected$next; handled $handled, smuggled 0", $got . sprintf('; handled %d, smuggled %d', ...$counts));
}
judge('HTTP/2', 'the server ends and has nothing to say', '0: ', $target->stop());

/** @return list<array{string, string}> */
function fields(string $text): array
{
    foreach (['GET', 'POST'] as $method) {
        if ($text === $method || str_starts_with($text, "$method; ")) {
            $text = ":method=$method; :scheme=http; :path=/; :authority=a" . substr($text, strlen($method));
        }
    }
    return array_map(fn ($field) => explode('=', bytes($field), 2), explode('; ', preg_match('/\{\d+×[^{}]*; \}/', $text) ? bytes($text) : $text));
}

echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
