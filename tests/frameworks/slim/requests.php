<?php
// What Slim 3's documentation promises, asked of the application beside this file.
declare(strict_types=1);

$get = fn (string $path, int $status = 200, array $more = []) => ['path' => $path, 'status' => $status] + $more;
$send = fn (string $method, string $path, array $more = [], int $status = 200) => ['method' => $method, 'path' => $path, 'status' => $status] + $more;
$as = fn (string $visitor, array $requests) => array_map(fn ($request) => $request + ['as' => $visitor], $requests);
$accept = fn (string $type) => ['headers' => ['Accept' => $type]];
$part = fn (string $name, string $body, ?string $filename = null, ?string $type = null) => array_filter(['name' => $name, 'body' => $body, 'filename' => $filename, 'type' => $type], fn ($value) => $value !== null);

$routing = [
    $get('/'), $get('/?a=1'), $get('/hello/Ann'), $get('/hello/Ann%20Lee'), $get('/hello/%3Ci%3E'), $get('/hello', 404), $get('/hello/a/b', 404), $get('/optional'), $get('/optional/2024'), $get('/optional/2024/05'), $get('/optional/24', 404),
    $get('/rest/a/b/c'), $get('/rest/a%20b'), $get('/number/12'), $get('/number/x', 404), ...array_map(fn ($method) => $send($method, '/any', $method === 'GET' || $method === 'HEAD' ? [] : ['body' => '']), ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
    $send('PUT', '/changes', ['form' => ['a' => ['b' => 'c']]]), $send('PATCH', '/changes', ['json' => ['p' => 1]]), $send('DELETE', '/changes'), $send('POST', '/changes', ['form' => ['_METHOD' => 'PUT', 'x' => '1']]), $send('POST', '/changes', ['form' => []], 405),
    $send('POST', '/changes', ['headers' => ['X-Http-Method-Override' => 'DELETE'], 'body' => '']), $send('OPTIONS', '/options'), $get('/old', 301), $get('/invoke/this'), $get('/static'), $get('/urls'), $get('/group'), $get('/group/item/4'), $get('/group/inner/deep'), $get('/group/none', 404),
    $get('/route-middleware'), $get('/hello/Ann?stop=1', 418), $get('/nowhere', 404), $get('/nowhere', 404, $accept('application/json')), $get('/nowhere', 404, $accept('text/xml')), $get('/nowhere', 404, $accept('text/plain')),
    $send('POST', '/hello/Ann', ['form' => []], 405), $send('DELETE', '/hello/Ann', $accept('application/json'), 405), $send('OPTIONS', '/hello/Ann', $accept('application/json')), $send('HEAD', '/hello/Ann'),
];
$request = [
    $get('/request?a=1&b[]=2&b[]=3&c[k][l]=v&d=%C3%BC+x'), $get('/request?a.b=1&c%20d=2&flag&n='), $get('/request'), $send('POST', '/request?q=1', ['form' => ['a' => '1', 'b' => ['x' => 'y', 'z' => ['1', '2']], 'u' => 'ü & "']]),
    $send('POST', '/request', ['json' => ['j' => [1, null, 'ö']]]), $send('POST', '/request', ['body' => '{broken', 'headers' => ['Content-Type' => 'application/json']]), $send('POST', '/request', ['body' => '<r><a>1</a></r>', 'headers' => ['Content-Type' => 'application/xml']]),
    $send('POST', '/request', ['body' => 'a=1&b=2', 'headers' => ['Content-Type' => 'application/x-www-form-urlencoded; charset=utf-8']]), $send('PUT', '/request', ['form' => ['put' => '1']]), $send('POST', '/request', ['body' => 'plain', 'headers' => ['Content-Type' => 'text/plain; charset=latin1; x=y']]),
    $send('POST', '/request', ['headers' => ['X-Requested-With' => 'XMLHttpRequest'], 'form' => ['x' => '']]), $get('/headers', more: ['headers' => ['X-One' => 'eins', 'X-Two-Words' => 'a, b', 'Accept' => 'text/html']]), $get('/headers'),
    $get('/server?n=42', more: ['headers' => ['X-One' => '1', 'Authorization' => 'Basic ' . base64_encode('ann:se:cret')]]), $get('/server?n=x'), $get('/server'), $send('POST', '/raw', ['body' => str_repeat("\0\x01 bytes", 3000), 'headers' => ['Content-Type' => 'application/octet-stream']]),
    $send('PUT', '/raw', ['body' => 'x']), $get('/raw'), $send('POST', '/raw', ['form' => ['a' => 'b']]),
    $send('POST', '/files', ['multipart' => [$part('one', 'hello', 'a.txt', 'text/plain'), $part('text', 'with')]]), $send('POST', '/files', ['multipart' => [$part('many[]', 'A', 'a.txt', 'text/plain'), $part('many[]', 'B', 'b.bin'), $part('deep[x][y]', "1,2\n", 'c.csv', 'text/csv'), $part('f[a]', '1')]]),
    $send('POST', '/files', ['multipart' => [$part('none', '', '', 'application/octet-stream')]]), $send('POST', '/files', ['multipart' => [$part('MAX_FILE_SIZE', '3'), $part('big', 'longer', 'b.txt', 'text/plain')]]), $send('POST', '/files', ['form' => ['no' => 'files']]),
    $send('POST', '/move', ['multipart' => [$part('file', 'moved content', '../up.txt', 'text/plain')]]), $get('/cookies', more: ['cookies' => ['a' => 'x%20y', 'b' => '2']]), $get('/cookies'), $get('/negotiate', more: $accept('application/json')), $get('/negotiate'),
];
$response = [
    ...array_map(fn ($code) => $get("/status/$code", $code, ['reason' => true]), [200, 201, 202, 203, 300, 400, 401, 403, 404, 409, 410, 418, 422, 451, 500, 502, 503]), $get('/status/204', 204), $get('/status/304', 304), $get('/status/999', 500), $get('/reason', 299, ['reason' => true]), $get('/json', 201),
    ...array_map(fn ($code) => $get("/redirect/$code", $code), [301, 302, 303, 307, 308]), $get('/set-cookies'), $get('/set-headers'), $get('/cache'), $get('/cache', 304, ['headers' => ['If-None-Match' => '"v1"']]), $get('/file'), $get('/big'), $get('/unbuffered'), $get('/length'),
    $get('/empty', 204), $get('/string'), $get('/echo'), $get('/exit', 203), $get('/native'), $get('/buffers'), $get('/callback'), $get('/late'), $get('/page'), $get('/page?name=%22%3E%3Cimg%3E'), $get('/php-view'), $get('/php-view?name=A%26B'),
];
$sessions = [
    $get('/session/count'), ...$as('counter', [$get('/session/count'), $get('/session/count'), $get('/session/count')]),
    ...$as('keeper', [$get('/session/set/a/1'), $get('/session/set/b/2'), $get('/session/all'), $get('/session/unset/a'), $get('/session/encode'), $get('/session/regenerate'), $get('/session/all'), $get('/session/abort'), $get('/session/all'), $get('/session/close'), $get('/session/all'), $get('/session/destroy'), $get('/session/all')]),
    ...$as('cart', [$get('/session/object'), $get('/session/object'), $get('/session/object')]), ...$as('flasher', [$get('/flash/add/first', 302), $get('/flash/show'), $get('/flash/show'), $get('/flash/add/second%20one', 302), $get('/flash/show')]),
    ...$as('poster', [$get('/form', more: ['capture' => ['token' => '~value="([^"]+)"~']]), $send('POST', '/form', ['form' => ['token' => '{token}', 'text' => 'fine']]), $send('POST', '/form', ['form' => ['token' => 'forged', 'text' => 'bad']], 400)]), $send('POST', '/form', ['form' => ['text' => 'none']], 400),
    $get('/session/count', more: ['cookies' => ['PHPSESSID' => 'bad%20id!']]),
];
$database = [
    $get('/products'), $get('/products?limit=2'), $get('/products?like=h'), $get("/products?like='%20OR%201=1"), $get('/products/3'), $get('/products/99', 404), $send('POST', '/products', ['form' => ['name' => "It's new", 'price' => '2.50']], 201), $send('POST', '/products', ['json' => ['name' => 'Json', 'price' => 3]], 201),
    $send('POST', '/products', ['form' => ['name' => 'x', 'price' => 'free']], 422), $send('POST', '/transaction/commit'), $send('POST', '/transaction/rollback'), $get('/db/broken', 500), $get('/db/refused', 409), $get('/container'), $get('/container/missing', 500),
];
$errors = [
    $get('/throw', 500), $get('/throw', 500, $accept('application/json')), $get('/throw', 500, $accept('text/xml')), $get('/throw/error', 500), $get('/throw/error', 500, $accept('application/json')), $get('/throw/type', 500), $get('/throw/not-found', 404), $get('/throw/not-allowed', 405), $get('/throw/slim', 402),
    $get('/throw/nested', 500), $get('/warn'), $get('/fatal', 500), $get('/memory', 500), $get('/ini'), $get('/ini'),
];

return [
    'requests' => [...$routing, ...$request, ...$response, ...$sessions, ...$database, ...$errors],
    // Slim 3 is older than PHP 8.2: what it deprecates is told when a file is compiled, not for each request.
    'ini' => ['error_reporting' => (string) (E_ALL & ~E_DEPRECATED), 'session.save_path' => __DIR__ . '/var/sessions', 'display_errors' => '0'],
    'refusal' => is_file('/usr/share/php/Slim/autoload.php') && is_file('/usr/share/php/Twig/autoload.php') && extension_loaded('pdo_sqlite') ? '' : 'the packages of Debian that `scripts/setup test` installs are missing',
];
