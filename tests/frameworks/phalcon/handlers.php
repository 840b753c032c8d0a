<?php
// The bridge on a running server: streams, files, the debug page, reset hooks after every end, the guard, booted applications.
//   php handlers.php EXTENSION PORT
// The last line is "N passed, N failed"; the status is 1 when one failed.
declare(strict_types=1);

[, $extension, $port] = $argv;
$passed = $failed = 0;
$log = tempnam(sys_get_temp_dir(), 'handlers');

function same(string $name, mixed $want, mixed $got): void
{
    $want === $got ? $GLOBALS['passed']++ : $GLOBALS['failed']++;
    if ($want !== $got) {
        echo "FAIL $name\n  want ", json_encode($want), "\n  got  ", json_encode($got), "\n";
    }
}

/** Waits for a line of the server's log. */
function said(string $text): bool
{
    for ($deadline = microtime(true) + 30; microtime(true) < $deadline; usleep(5_000)) {
        if (str_contains((string) file_get_contents($GLOBALS['log']), $text)) {
            return true;
        }
    }
    return false;
}

/** @return array{int, string, array<string, string|list<string>>} status, body, header fields */
function ask(string $target, string $fields = ''): array
{
    $context = stream_context_create(['http' => ['ignore_errors' => true, 'header' => $fields, 'timeout' => 60, 'protocol_version' => '1.1']]);
    $body = file_get_contents("http://127.0.0.1:$GLOBALS[port]$target", false, $context);
    $headers = [];
    foreach (array_slice($http_response_header, 1) as $line) {
        [$name, $value] = explode(': ', $line, 2);
        $name = strtolower($name);
        $headers[$name] = isset($headers[$name]) ? [...(array) $headers[$name], $value] : $value;
    }
    return [(int) explode(' ', $http_response_header[0])[1], (string) $body, $headers];
}

$output = ['file', $log, 'a'];
$phalcon = getenv('PHALCON_EXTENSION') ? ['-d', 'extension=' . getenv('PHALCON_EXTENSION')] : [];
$server = proc_open([PHP_BINARY, ...$phalcon, '-d', "extension=$extension", '-d', 'xdebug.mode=off', '-d', 'display_errors=0', '-d', 'log_errors=1', '-d', 'error_log=', '-d', 'html_errors=0', '-d', 'session.save_path=' . sys_get_temp_dir(), __DIR__ . '/handlers_server.php', $port], [['file', '/dev/null', 'r'], $output, $output], $pipes);
for ($deadline = microtime(true) + 60; microtime(true) < $deadline && !@fsockopen('127.0.0.1', (int) $port); usleep(20_000));

foreach (['factory', 'booted'] as $kind) {
    [$status, $body] = ask("/$kind/return?as=$kind-return");
    same("$kind: a returned string", [200, "returned by $kind-return"], [$status, $body]);
    same("$kind: exit", [200, "said by $kind-exit"], array_slice(ask("/$kind/exit?as=$kind-exit"), 0, 2));
    same("$kind: an exception without debug", [500, ''], array_slice(ask("/$kind/throw?as=$kind-throw"), 0, 2));
    same("$kind: no route", [404, 'not here'], array_slice(ask("/$kind/nowhere?as=$kind-nowhere"), 0, 2));
    foreach (['return', 'exit', 'throw', 'nowhere'] as $end) {
        same("$kind: the hooks after $end", true, said("reset of $kind-$end"));
    }
    [$status, $body, $headers] = ask("/$kind/stream?as=$kind-stream");
    same("$kind: a stream", [200, "one\ntwo\nthree\n", 'yes'], [$status, $body, $headers['x-streamed'] ?? null]);
    [$status, $body, $headers] = ask("/$kind/file?as=$kind-file");
    same("$kind: a file", [201, file_get_contents(__DIR__ . '/handlers_server.php')], [$status, $body]);
    same("$kind: with cookies", ['one=1', 'two=2'], $headers['set-cookie']);
    same("$kind: its name", true, str_contains($headers['content-disposition'] ?? '', 'server.php'));
    same("$kind: the request", "Peregrine\\Phalcon\\Request /$kind/request $kind-request", ask("/$kind/request?as=$kind-request")[1]);
    [, $body, $headers] = ask("/$kind/session?as=x");
    same("$kind: a page that reads has no session", ['["nothing",false]', null], [$body, $headers['set-cookie'] ?? null]);
    [, $body, $headers] = ask("/$kind/session?as=x&write");
    $cookie = strtok($headers['set-cookie'] ?? '', ';');
    same("$kind: one that writes has", '[1,true]', $body);
    same("$kind: and finds it again", '[2,true]', ask("/$kind/session?as=x&write", "Cookie: $cookie")[1]);
}
// Two pieces are read as they come, with a generator that never ends; it ends with its client.
$client = stream_socket_client("tcp://127.0.0.1:$port");
fwrite($client, "GET /factory/endless?as=endless HTTP/1.1\r\nHost: a\r\n\r\n");
for ($got = ''; strlen($got) < 3000 && !feof($client);) {
    $got .= fread($client, 8192);
}
same('pieces arrive before the end', true, strlen($got) >= 3000);
fclose($client);
same('a stream that never ends does with its client', true, said('reset of endless'));
// One that waits is cancelled.
$client = stream_socket_client("tcp://127.0.0.1:$port");
fwrite($client, "GET /factory/wait?as=waits HTTP/1.1\r\nHost: a\r\n\r\n");
for ($deadline = microtime(true) + 30; ask('/cancel')[1] === '0' && microtime(true) < $deadline; usleep(5_000));
same('a cancelled request', true, str_contains((string) fgets($client), ' 500 '));
same('the hooks after a cancellation', true, said('reset of waits'));
same('a hook that fails is reported, the next one runs', true, said('a hook that fails'));

foreach (['debug' => '/debug/throw?as=x', 'mvc' => '/mvc/index/broken?as=x'] as $kind => $target) {
    [$status, $body, $headers] = ask($target);
    same("$kind: the page", [500, true, true], [$status, (bool) preg_match('/nobody caught this|broken/', $body), str_contains($body, 'handlers_server.php') || str_contains($body, 'Controller')]);
    same("$kind: is HTML", true, str_starts_with($headers['content-type'] ?? '', 'text/html'));
}
same('nothing is explained that was caught', [200, 'returned by x'], array_slice(ask('/debug/return?as=x'), 0, 2));

ask('/guarded/return?as=x');
ask('/guarded/leaks?as=x');
same('the guard tells of statics', true, said('Leaky::$kept changed from array of 0 to array of 1'));
same('of global variables', true, said('global $leaked is new'));
same('of coroutines', true, said('is new (running)') && preg_match('/left: .*coroutine \d+ is new \(running\)/', (string) file_get_contents($log)) === 1);
same('a request that leaves nothing is not reported', 1, substr_count((string) file_get_contents($log), 'left: '));

same('a factory of something else', 500, ask('/wrong/return?as=x')[0]);
same('is told so', true, said('The factory of MicroHandler returned stdClass'));

// Last: a fatal error has the worker replaced.
$pid = ask('/pid')[1];
same('a fatal error', [500, ''], array_slice(ask('/factory/fatal?as=fatally'), 0, 2));
same('the hooks after a fatal error', true, said('reset of fatally'));

proc_terminate($server);
for ($deadline = microtime(true) + 60; ($state = proc_get_status($server))['running'] && microtime(true) < $deadline; usleep(10_000));
same('ends in order', 0, $state['exitcode']);
if ($failed) {
    echo file_get_contents($log);
}
unlink($log);
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
