<?php
// What Laravel's documentation promises, asked of the application beside this file.
declare(strict_types=1);

$get = fn (string $path, int $status = 200, array $more = []) => ['path' => $path, 'status' => $status] + $more;
$send = fn (string $method, string $path, array $more = [], int $status = 200) => ['method' => $method, 'path' => $path, 'status' => $status] + $more;
$as = fn (string $visitor, array $requests) => array_map(fn ($request) => $request + ['as' => $visitor], $requests);
$json = ['headers' => ['Accept' => 'application/json']];
$part = fn (string $name, string $body, ?string $filename = null, ?string $type = null) => array_filter(['name' => $name, 'body' => $body, 'filename' => $filename, 'type' => $type], fn ($value) => $value !== null);
$token = ['capture' => ['token' => '~name="_token" value="([^"]+)"~']];
$order = ['name' => ' Ann ', 'mail' => 'ann@example.org', 'amount' => '3', 'lines' => [['article' => 'AB12']], 'colour' => 'green', 'password' => 'x', 'password_confirmation' => 'x'];

$routing = [
    $get('/'), $get('/?a=1'), $get('/hello'), $get('/hello/Ann%20Lee'), $get('/hello/%3Cb%3E'), $get('/number/12'), $get('/number/x', 404), $get('/where/abc'), $get('/where/ABC', 404), $get('/rest/a/b/c'), $get('/both'), $send('POST', '/both', ['form' => ['a' => '1']]), $send('PUT', '/both', ['form' => []], 405),
    ...array_map(fn ($method) => $send($method, '/free/any', $method === 'GET' || $method === 'HEAD' ? [] : ['body' => '']), ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
    $send('PUT', '/free/put', ['form' => ['a' => ['b' => 'c']]]), $send('POST', '/free/put', ['form' => ['_method' => 'PUT', 'x' => '1']]), $send('POST', '/free/put', ['headers' => ['X-HTTP-Method-Override' => 'PUT'], 'body' => '']), $send('PUT', '/free/put', ['json' => ['j' => 1]]), $send('DELETE', '/free/put', status: 405),
    $get('/old', 301), $get('/older', 301), $get('/plain-view'), $get('/account', 200, ['headers' => ['Host' => 'ann.example.org']]), $get('/account', 404), $get('/admin/users'), $send('OPTIONS', '/admin/users'), $send('HEAD', '/hello/head'), $get('/urls'), $get('/absolute', 200, ['headers' => ['Host' => 'shop.example.org:8080']]),
    ...$as('signer', [$get('/sign', 200, ['capture' => ['query' => '~\?(a=1&signature=[0-9a-f]+)~']]), $get('/guarded?a=1', 403), $get('/signed?a=1&signature=0')]), $get('/service'), $get('/nowhere', 404), $get('/nowhere', 404, $json), $get('/api/nowhere', 404), $send('POST', '/hello', ['form' => []], 405), $send('POST', '/hello', ['form' => []] + $json, 405),
];
$request = [
    $get('/free/request?a[b]=deep&flag=on&list[]=1&list[]=2'), $get('/free/request?a.b=1&c%20d=2&flag=0&n='), $get('/free/request'), $send('POST', '/free/request?q=1', ['form' => ['a' => ['b' => ' trimmed '], 'empty' => '', 'password' => ' kept ', 'u' => 'ü & "']]),
    $send('POST', '/free/request', ['json' => ['a' => ['b' => 1.5], 'flag' => true, 'n' => null]]), $send('PUT', '/free/request', ['form' => ['put' => '1']]), $send('PATCH', '/free/request', ['json' => ['p' => [1]]]), $send('DELETE', '/free/request?x=1'), $send('POST', '/free/request', ['body' => '{broken', 'headers' => ['Content-Type' => 'application/json']]),
    $send('POST', '/free/request', ['body' => 'plain text', 'headers' => ['Content-Type' => 'text/plain', 'X-Requested-With' => 'XMLHttpRequest', 'X-PJAX' => '1']]), $send('POST', '/api/echo?q=1', ['json' => ['j' => ['k' => 'v']]] + $json), $send('POST', '/api/echo', ['form' => ['f' => '1']]), $get('/api/echo?only=query'),
    $get('/headers', 200, ['headers' => ['X-One' => 'eins', 'Authorization' => 'Bearer abc.def', 'User-Agent' => 'conformance/1.0']]), $get('/headers', 200, ['headers' => ['Authorization' => 'Basic ' . base64_encode('ann:se:cret')]]), $get('/headers'),
    $get('/negotiate', 200, ['headers' => ['Accept' => 'text/html;q=0.5, application/json', 'Accept-Language' => 'fr-CH, de;q=0.9']]), $get('/negotiate', 200, $json), $get('/negotiate', 200, ['headers' => ['Accept' => 'image/png']]), $get('/negotiate'),
    $get('/client'), $get('/client', 200, ['headers' => ['X-Forwarded-For' => '203.0.113.7', 'X-Forwarded-Proto' => 'https', 'X-Forwarded-Host' => 'front.example.org']]), $get('/server?n=42'), $get('/server?n=x'),
    $send('POST', '/free/files', ['multipart' => [$part('one', 'hello', 'a.txt', 'text/plain'), $part('text', ' with ')]]), $send('POST', '/free/files', ['multipart' => [$part('many[]', 'A', 'a.txt', 'text/plain'), $part('many[]', "\x89PNG\r\n\x1a\nB", 'b.png', 'image/png'), $part('deep[x][y]', "1,2\n", 'ü.csv', 'text/csv')]]),
    $send('POST', '/free/files', ['multipart' => [$part('one', '', '', 'application/octet-stream')]]), $send('POST', '/free/store', ['multipart' => [$part('file', 'stored text', '../x.txt', 'text/plain')]]), $send('POST', '/free/store', ['form' => []], 500),
    ...$as('baker', [$get('/cookies/set'), $get('/cookies/read'), $get('/cookies/forget'), $get('/cookies/read')]), $get('/cookies/read'), $get('/cookies/read', 200, ['cookies' => ['secret' => 'tampered', 'plain' => 'given']]), $get('/cookies/queue'),
];
$response = [
    ...array_map(fn ($code) => $get("/status/$code", $code, ['reason' => true]), [200, 201, 202, 203, 400, 401, 403, 404, 410, 418, 422, 429, 500, 503]), $get('/status/204', 204), $get('/status/304', 304), $get('/array'), $get('/model'), $get('/json', 201), $get('/jsonp?callback=my.fn'), $get('/set-headers'), $get('/cached'),
    $get('/cached', 304, ['headers' => ['If-None-Match' => '"' . md5('cached') . '"']]), ...array_map(fn ($code) => $get("/redirect/$code", $code), [301, 302, 303, 307, 308]), $get('/to-route', 302), $get('/to-away', 302), $get('/to-back', 302, ['headers' => ['Referer' => '/from/here']]), $get('/stream'), $send('HEAD', '/stream'), $get('/stream-download'),
    $get('/download'), $get('/file'), $get('/file', 206, ['headers' => ['Range' => 'bytes=4-8']]), $get('/file', 206, ['headers' => ['Range' => 'bytes=-5']]), $send('HEAD', '/file'), $get('/storage-download'), $get('/no-content', 204), $get('/caps'), $get('/big'), $send('HEAD', '/big'), $get('/echo'), $get('/exit', 203), $get('/native'), $get('/left-open'), $get('/late', 200, ['body_by_fpm' => 'early']),
    $get('/page'), $get('/page?name=%22%3E%3Cimg%3E'), $get('/inline'), $get('/missing-view', 500), $get('/error-view', 500), $get('/lang/en'), $get('/lang/de'), $get('/lang/fr'),
];
$sessions = [
    $get('/session/count'), ...$as('counter', [$get('/session/count'), $get('/session/count'), $get('/session/count')]),
    ...$as('keeper', [$get('/session/put/a/1'), $get('/session/put/b/2'), $get('/session/all'), $get('/session/pull/a'), $get('/session/push/x'), $get('/session/push/y'), $get('/session/regenerate'), $get('/session/all'), $get('/session/previous'), $get('/session/invalidate'), $get('/session/all')]),
    ...$as('flasher', [$get('/session/flash/first', 302), $get('/session/flashed'), $get('/session/flashed'), $get('/session/flash/second', 302), $get('/session/reflash'), $get('/session/flashed'), $get('/session/flashed')]), $get('/session/count', 200, ['cookies' => ['laravel_session' => 'forged']]),
    ...$as('buyer', [$get('/form', 200, $token), $send('POST', '/form', ['form' => ['_token' => '{token}'] + $order]), $send('POST', '/form', ['form' => ['_token' => '{token}', '_method' => 'PUT', 'a' => 'spoofed']]), $send('POST', '/form', ['headers' => ['X-CSRF-TOKEN' => '{token}'], 'form' => $order])]),
    ...$as('hasty', [$get('/form', 200, $token), $send('POST', '/form', ['form' => ['_token' => '{token}', 'name' => 'A', 'mail' => 'nope', 'password' => 'x'], 'headers' => ['Referer' => '/form']], 302), $get('/form', 200, $token), $get('/form', 200, $token)]),
    ...$as('forger', [$get('/form', 200, $token), $send('POST', '/form', ['form' => ['_token' => 'forged'] + $order], 419), $send('POST', '/form', ['form' => $order] + $json, 419)]), $send('POST', '/form', ['form' => $order], 419),
    $send('POST', '/free/form', ['form' => $order]), $send('POST', '/free/form', ['form' => ['name' => 'A', 'mail' => 'x', 'amount' => '12', 'lines' => [['article' => 'bad'], ['article' => '']], 'day' => 'soon', 'colour' => 'blue', 'password' => 'a']] + $json, 422), $send('POST', '/free/form', ['form' => ['amount' => '7', 'colour' => 'red'] + $order] + $json, 422), $send('POST', '/free/form', ['form' => ['name' => 'forbidden'] + $order] + $json, 403),
    $send('POST', '/free/validate', ['json' => ['title' => 'fine', 'url' => null, 'tags' => ['a', 'b'], 'author' => 'Ada', 'new' => 'Zed']] + $json), $send('POST', '/free/validate', ['json' => ['title' => 'much too long a title', 'url' => 'nope', 'tags' => ['a', 'a', 'z'], 'author' => 'Nobody', 'new' => 'Ada']] + $json, 422), $send('POST', '/free/validate', ['json' => ['title' => 'why', 'tags' => []]] + $json, 422),
    $send('POST', '/free/bag', ['multipart' => [$part('n', 'x'), $part('file', str_repeat('long', 600), 'a.txt', 'text/plain')]]), $send('POST', '/free/bag', ['multipart' => [$part('n', '4'), $part('file', 'short', 'a.txt', 'text/plain')]]),
];
$database = [
    $get('/api/books'), $get('/api/books?page=2'), $get('/api/books?author=Grace'), $get('/api/books?page=99'), $get('/api/books/3'), $get('/api/books/999', 404), $get('/api/books/999', 404, $json), $send('POST', '/api/books', ['form' => ['title' => "It's <new>"]], 201), $send('POST', '/api/books', ['json' => ['title' => 'Json']], 201),
    $get('/api/tags'), $get('/api/authors'), $get('/api/authors/Grace'), $get('/api/authors/Nobody', 404, $json), $send('POST', '/api/soft'), $send('POST', '/api/transaction/commit'), $send('POST', '/api/transaction/rollback'), $get('/api/queries'), $get('/api/broken', 500), $get('/api/broken', 500, $json), $get('/api/things'), $get('/api/things/x'), $send('PUT', '/api/things/7', ['json' => ['a' => 1, 'secret' => 2]]), $send('PATCH', '/api/things/7', ['form' => ['a' => '', 'b' => 'x']]), $send('DELETE', '/api/things/7', status: 405),
];
$services = [
    $get('/cache'), $get('/event'), $get('/crypt'), $get('/storage'), $get('/config'), $get('/log'), $get('/carbon'), $get('/real-time'), $get('/strings'), ...$as('ender', [$get('/admin/terminate?terminate=ended.txt'), $get('/terminated/ended.txt')]),
];
$errors = [
    ...array_map(fn ($code) => $get("/abort/$code", $code), [400, 401, 403, 404, 410, 418, 429, 500, 503]), $get('/abort/404', 404, $json), $get('/abort-response', 409), $get('/throw', 500), $get('/throw', 500, $json), $get('/throw/error', 500), $get('/throw/type', 500, $json), $get('/throw/domain', 422), $get('/throw/payment', 402), $get('/throw/model', 404), $get('/throw/model', 404, $json),
    $get('/throw/auth', 403), $get('/throw/validation', 302), $get('/throw/validation', 422, $json), $get('/warning', 500), $get('/silenced'), $get('/fatal', 500), $get('/memory', 500),
];

return [
    'requests' => [...$routing, ...$request, ...$response, ...$sessions, ...$database, ...$services, ...$errors],
    // Laravel 8 is older than PHP 8.2: what it deprecates is told when a file is compiled, not for each request.
    'ini' => ['error_reporting' => (string) (E_ALL & ~E_DEPRECATED)],
    'prepare' => function (): void {
        array_map(unlink(...), glob(__DIR__ . '/storage/app/ended.txt') ?: []);
    },
    'refusal' => is_file('/usr/share/php/Illuminate/Foundation/Application.php') && extension_loaded('pdo_sqlite') ? '' : 'the packages of Debian that `scripts/setup test` installs are missing',
];
