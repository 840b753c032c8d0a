<?php
// What Symfony's documentation promises, asked of the application beside this file.
declare(strict_types=1);

$get = fn (string $path, int $status = 200, array $more = []) => ['path' => $path, 'status' => $status] + $more;
$send = fn (string $method, string $path, array $more = [], int $status = 200) => ['method' => $method, 'path' => $path, 'status' => $status] + $more;
$as = fn (string $visitor, array $requests) => array_map(fn ($request) => $request + ['as' => $visitor], $requests);
$accept = fn (string $type) => ['headers' => ['Accept' => $type]];
$boundary = 'multipart/form-data; boundary=x';
$order = ['name' => '*Ann*', 'mail' => 'ann@example.org', 'amount' => '2', 'colour' => 'green', 'extras' => ['gift'], 'terms' => '1', 'lines' => [['article' => 'AB12', 'count' => '3']]];
$token = ['capture' => ['token' => '~name="order\[_token\]" value="([^"]+)"~']];

$routing = [
    $get('/'), $get('/?x=1'), $get('/hello'), $get('/hello/Ann%20Lee'), $get('/hello/%3Cb%3E'), $get('/blog'), $get('/blog/7'), $get('/blog/first-post'),
    $send('POST', '/blog/first-post', ['form' => ['text' => 'well said & done']], 201), $send('DELETE', '/blog/first-post', status: 405), $send('POST', '/hello', ['form' => []]),
    $send('HEAD', '/blog/3'), $send('OPTIONS', '/blog/3', status: 405), $get('/de/about'), $get('/fr/about'), $get('/es/about', 404), $get('/article/3'), $get('/article/3.json'),
    $get('/article/4.xml'), $get('/article/4.pdf', 404), $get('/priority/first'), $get('/priority/second'), $get('/only-put', 405), $send('PUT', '/only-put', ['body' => 'raw put']),
    $send('PATCH', '/only-put', ['form' => ['a' => ['b' => 1]]]), $send('DELETE', '/only-put'), $get('/host', more: ['headers' => ['Host' => 'api.example.org']]), $get('/host'),
    $get('/slash', 301), $get('/slash/'), $get('/slash?q=1', 301), $get('/path/a/b/c'), $get('/path/a%20b/%C3%A9?x=%20y'), $get('/gr%C3%B6%C3%9Fe/%C3%A4%C3%B6'), $get('/gr%C3%B6%C3%9Fe/12', 404),
    $get('/secure-only', 301), $get('/urls'), $get('/absolute', more: ['headers' => ['Host' => 'shop.example.org:8080']]), $get('/attributes'), $get('/forward/Bob'), $get('/moved/x', 301),
    $get('/away', 302), $get('/plain-page'), $get('/nowhere', 404), $get('/nowhere', 404, $accept('application/json')), $get('/nowhere.json', 404),
    $send('POST', '/nowhere', ['json' => ['a' => 1]], 404), $get('/service/match?path=/blog/12'), $get('/service/match?path=/none', 500),
];
$request = [
    $get('/request/query?n=12&flag=yes&mixed=a1b2&mail=a@b.de&list[]=1&list[]=2&map[k][l]=v'), $get('/request/query?b=2&a=1&empty=&flag'), $get('/request/query?a.b=1&c%20d=2&e+f=3&n=x'),
    $get('/request/query'), $send('POST', '/request/form?q=1', ['form' => ['a' => '1', 'b' => ['x' => 'y', 'z' => ['1', '2']], 'u' => 'ü & "']]),
    $send('PUT', '/request/form', ['form' => ['put' => 'yes']]), $send('PATCH', '/request/form', ['form' => ['patch' => '1']]), $send('DELETE', '/request/form', ['form' => ['d' => '1']]),
    $send('POST', '/request/form', ['form' => ['_method' => 'PUT', 'a' => 'overridden']]), $send('POST', '/request/form', ['form' => []]),
    $send('POST', '/request/json', ['json' => ['a' => [1, 2.5, null, true], 'ü' => 'ö']]), $send('PUT', '/request/json', ['json' => ['put' => 1]]),
    $send('POST', '/request/json', ['body' => '{broken', 'headers' => ['Content-Type' => 'application/json']], 400), $send('POST', '/request/json', ['body' => '', 'headers' => ['Content-Type' => 'application/json']], 400),
    $send('POST', '/request/raw', ['body' => str_repeat("bytes \0\x01\xff", 5000), 'headers' => ['Content-Type' => 'application/octet-stream']]), $send('PUT', '/request/raw', ['body' => 'small']),
    $send('POST', '/request/raw', ['form' => ['a' => 'b']]), $get('/request/raw'),
    $get('/request/headers', more: ['headers' => ['X-One' => '1', 'X-Two-Words' => 'a, b', 'User-Agent' => 'conformance/1.0', 'X-Requested-With' => 'XMLHttpRequest', 'Cache-Control' => 'no-cache']]),
    $send('POST', '/request/headers', ['body' => '<a/>', 'headers' => ['Content-Type' => 'text/xml; charset=utf-8', 'X-Empty' => '']]),
    $get('/request/negotiate', more: ['headers' => ['Accept' => 'text/html;q=0.8, application/json, */*;q=0.1', 'Accept-Language' => 'fr-CH, de;q=0.9, en;q=0.3', 'Accept-Charset' => 'utf-8, iso-8859-1;q=0.5', 'Accept-Encoding' => 'br, gzip;q=0.5']]),
    $get('/request/negotiate', more: $accept('application/xml')), $get('/request/negotiate'),
    $get('/request/client'), $get('/request/client', more: ['headers' => ['X-Forwarded-For' => '203.0.113.7, 198.51.100.2', 'X-Forwarded-Proto' => 'https', 'X-Forwarded-Host' => 'front.example.org', 'X-Forwarded-Port' => '443']]),
    $get('/secure-only', more: ['headers' => ['X-Forwarded-Proto' => 'https']]),
    $get('/request/server?n=42&m=x', more: ['headers' => ['X-One' => 'eins', 'X-Two-Parts' => 'zwei']]), $send('POST', '/request/server?n=a', ['json' => [1]]),
    $get('/request/auth', more: ['headers' => ['Authorization' => 'Basic ' . base64_encode('ann:pass:word')]]), $get('/request/auth', more: ['headers' => ['Authorization' => 'Bearer abc.def']]),
    $get('/request/auth', more: ['headers' => ['Authorization' => 'Digest username="ann", realm="r"']]), $get('/request/auth'),
    $get('/request/cookies', more: ['cookies' => ['a' => '1', 'b' => 'x%20y%3Bz', 'c[k]' => 'v']]), $get('/request/cookies'), $get('/request/cookies', more: ['headers' => ['Cookie' => 'x=1; y="quoted"; x=2; spaced = v']]),
    $send('POST', '/request/files', ['multipart' => [['name' => 'one', 'filename' => 'a.txt', 'type' => 'text/plain', 'body' => 'hello'], ['name' => 'text', 'body' => 'with']]]),
    $send('POST', '/request/files', ['multipart' => [['name' => 'many[]', 'filename' => 'a.txt', 'type' => 'text/plain', 'body' => 'A'], ['name' => 'many[]', 'filename' => 'b.png', 'type' => 'image/png', 'body' => "\x89PNG\r\n\x1a\nx"], ['name' => 'deep[x][y]', 'filename' => 'ü c.csv', 'type' => 'text/csv', 'body' => "a,b\n1,2\n"]]]),
    $send('POST', '/request/files', ['multipart' => [['name' => 'none', 'filename' => '', 'type' => 'application/octet-stream', 'body' => ''], ['name' => 'list[a]', 'body' => '1'], ['name' => 'list[b]', 'body' => '2']]]),
    $send('POST', '/request/files', ['multipart' => [['name' => 'MAX_FILE_SIZE', 'body' => '10'], ['name' => 'big', 'filename' => 'big.bin', 'body' => str_repeat('b', 100)]]]),
    $send('POST', '/request/move', ['multipart' => [['name' => 'file', 'filename' => '../../evil.txt', 'type' => 'text/plain', 'body' => 'moved content']]]),
    ...array_map(fn ($method) => $send($method, '/request/method', $method === 'GET' || $method === 'HEAD' ? [] : ['body' => '']), ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
    $send('POST', '/request/method', ['headers' => ['X-HTTP-Method-Override' => 'DELETE'], 'body' => '']), $send('POST', '/request/method', ['form' => ['_method' => 'patch']]),
];
$response = [
    ...array_map(fn ($code) => $get("/response/status/$code", $code, ['reason' => true]), [200, 201, 202, 203, 206, 300, 400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 415, 418, 422, 429, 451, 500, 501, 502, 503, 504]),
    $get('/response/status/204', 204), $get('/response/status/304', 304), $get('/response/json'), $get('/response/jsonp?callback=my.fn'), $get('/response/pretty'),
    ...array_map(fn ($code) => $get("/response/redirect/$code", $code), [301, 302, 303, 307, 308]), $get('/response/redirect/200', 500), $get('/response/to-route', 302),
    $get('/response/cookies'), $get('/response/headers'), $get('/response/cache'), $get('/response/cache', 304, ['headers' => ['If-None-Match' => '"abc"']]), $get('/response/cache', 200, ['headers' => ['If-None-Match' => '"other"']]),
    $get('/response/cache', 304, ['headers' => ['If-Modified-Since' => 'Sun, 02 Feb 2020 02:02:02 GMT']]), $get('/response/weak', 304, ['headers' => ['If-None-Match' => 'W/"w"']]), $get('/response/expires'),
    $get('/response/stream'), $send('HEAD', '/response/stream'), $get('/response/csv'), $get('/response/file'), $send('HEAD', '/response/file'), $get('/response/file', 206, ['headers' => ['Range' => 'bytes=4-8']]),
    $get('/response/file', 206, ['headers' => ['Range' => 'bytes=-5']]), $get('/response/file', 206, ['headers' => ['Range' => 'bytes=1700-']]),
    $get('/response/file', 200, ['headers' => ['Range' => 'bytes=0-3', 'If-Range' => '"other"']]), $get('/response/file', 200, ['headers' => ['If-Modified-Since' => 'Thu, 04 Mar 2021 05:06:07 GMT']]),
    $get('/response/download'), $get('/response/temporary'), $get('/response/empty', 204), $get('/response/big'), $send('HEAD', '/response/big'), $get('/response/charset'), $get('/response/old', 299), $get('/response/view'),
    $get('/response/echo'), $get('/response/exit', 202), $get('/response/die'), $get('/response/buffer'), $get('/response/left-open'), $get('/response/native'), $get('/response/shutdown', more: ['body_by_fpm' => 'the controller']),
];
$pages = [
    $get('/page/escape'), $get('/page/escape?text=%22%3E%3Cimg%20src%3Dx%3E'), $get('/page/list'), $get('/page/inherit'), $get('/page/subrequest/Zoe'), $get('/page/en/translated'), $get('/page/de/translated'),
    $get('/page/fr/translated'), $get('/page/app'), $get('/page/missing', 500), $get('/page/renders', 203),
];
$sessions = [
    $get('/session/none'), ...$as('counter', [$get('/session/count'), $get('/session/count'), $get('/session/none'), $get('/session/count'), $get('/session/meta')]),
    ...$as('keeper', [$get('/session/set/colour/red'), $get('/session/set/size/XL'), $get('/session/all'), $get('/session/remove/colour'), $get('/session/all'), $get('/session/migrate'), $get('/session/all'), $get('/session/invalidate'), $get('/session/all')]),
    ...$as('flasher', [$get('/session/flash/notice/first%20%3Cb%3E', 302), $get('/session/flashes'), $get('/session/flashes'), $get('/session/flash/error/a', 302), $get('/session/flash/error/b', 302), $get('/session/flashes')]),
    ...$as('cart', [$get('/session/object'), $get('/session/object'), $get('/session/object')]), ...$as('early', [$get('/session/save-early'), $get('/session/all')]),
    ...$as('token', [$get('/session/token', more: ['capture' => ['csrf' => '~value="([^"]+)"~']]), $send('POST', '/session/check', ['form' => ['_token' => '{csrf}']]), $send('POST', '/session/check', ['form' => ['_token' => 'wrong']])]),
    $send('POST', '/session/check', ['form' => ['_token' => 'nobody']]), $get('/session/count', more: ['cookies' => ['PHPSESSID' => 'bad id!']]),
    ...$as('sly', [$get('/session/count', more: ['cookies' => ['PHPSESSID' => '%2e%2e%2fetc']]), $get('/session/count')]),
];
$forms = [
    ...$as('buyer', [$get('/form/order', more: $token), $send('POST', '/form/order', ['form' => ['order' => $order + ['_token' => '{token}']]], 303), $get('/session/flashes')]),
    ...$as('hasty', [$get('/form/order', more: $token), $send('POST', '/form/order', ['form' => ['order' => ['name' => 'A', 'mail' => 'no mail', 'amount' => '77', 'colour' => 'blue', '_token' => '{token}']]] + $token, 422)]),
    ...$as('forger', [$get('/form/order', more: $token), $send('POST', '/form/order', ['form' => ['order' => $order + ['_token' => 'forged']]] + $token, 422)]),
    $send('POST', '/form/bare', ['form' => ['order' => $order]]), $send('POST', '/form/bare', ['form' => ['order' => ['amount' => '6', 'colour' => 'red'] + $order]], 422), $send('POST', '/form/bare', ['form' => ['order' => $order + ['unknown' => 'x']]], 422),
    $send('POST', '/form/bare', ['form' => ['order' => ['lines' => [['article' => 'bad', 'count' => '-1']], 'day' => '2024-02-30'] + $order]], 422), $send('PUT', '/form/bare', ['form' => ['order' => ['day' => '2024-02-29'] + $order]]), $send('POST', '/form/bare', ['form' => []]),
    $get('/form/search'), $get('/form/search?q=ab'), $get('/form/search?q=abc&page=2'), $get('/form/upload'),
    $send('POST', '/form/upload', ['multipart' => [['name' => 'form[document]', 'filename' => 'note.txt', 'type' => 'text/plain', 'body' => 'a short note']]]),
    $send('POST', '/form/upload', ['multipart' => [['name' => 'form[document]', 'filename' => 'big.txt', 'type' => 'text/plain', 'body' => str_repeat('long text ', 400)]]], 422),
    $send('POST', '/form/upload', ['multipart' => [['name' => 'form[document]', 'filename' => 'i.png', 'type' => 'image/png', 'body' => "\x89PNG\r\n\x1a\n" . str_repeat("\0", 50)]]], 422), $send('POST', '/form/upload', ['form' => ['form' => ['document' => '']]], 422),
    $send('POST', '/form/validate', ['json' => ['name' => 'x', 'url' => 'https://example.org', 'ip' => '192.0.2.1', 'tags' => ['a', 'b']]]),
    $send('POST', '/form/validate', ['json' => ['name' => '', 'url' => 'nope', 'ip' => '999.1.1.1', 'iban' => 'DE00', 'tags' => ['a', 'a', 'z'], 'when' => 'soon', 'uuid' => 'x', 'extra' => 1]], 422), $send('POST', '/form/validate', ['json' => []], 422),
];
$database = [
    $get('/db/books'), $get('/db/books?sort=title&limit=5&from=3'), $get('/db/books?author=Grace'), $get("/db/books?author=O'Brien%20%3Cx%3E&limit=2"), $get("/db/books?author=x'%20OR%201=1--"), $get('/db/books/7'), $get('/db/books/999', 404),
    $send('POST', '/db/write', ['form' => ['title' => "It's <new>"]]), $send('POST', '/db/transaction/commit', ['form' => []]), $send('POST', '/db/transaction/rollback', ['form' => []]), $send('POST', '/db/transaction/exception', ['form' => []]),
    $get('/db/unique', 409), $get('/db/broken', 500), $get('/db/schema'), $get('/db/aggregate'), $get('/db/write', 405),
];
$errors = [
    ...array_map(fn ($code) => $get("/error/http/$code", $code), [400, 403, 404, 410, 418, 500, 503]), $get('/error/runtime', 500), $get('/error/runtime.json', 500), $get('/error/runtime', 500, $accept('application/json')), $get('/error/runtime.xml', 500),
    $get('/error/type', 500), $get('/error/undefined', 500), $get('/error/nothing'), $get('/error/domain', 422), $get('/error/not-found', 404), $get('/error/denied', 403), $get('/error/unauthorized', 401), $get('/error/unavailable', 503),
    $get('/error/too-many', 429), $get('/error/warning'), $get('/error/handler'), $get('/error/fatal', 500), $get('/error/memory', 500), $send('POST', '/error/json', ['body' => 'x'], 400),
];
$services = [
    $get('/service/parameter'), $get('/service/cache'), $get('/service/event'), $get('/service/stack'), $get('/service/access'), $get('/service/once'), $get('/hello?early=1', 418), $get('/hello?controller=swapped'),
    ...$as('ender', [$get('/hello/ending?terminate=ended.txt'), $get('/service/terminated/ended.txt')]),
];
$packages = is_file('/usr/share/php/Symfony/Bundle/FrameworkBundle/autoload.php') && is_file('/usr/share/php/Doctrine/DBAL/autoload.php') && extension_loaded('pdo_sqlite');

return [
    'requests' => [...$routing, ...$request, ...$response, ...$pages, ...$sessions, ...$forms, ...$database, ...$errors, ...$services],
    'prepare' => function (): void {
        array_map(unlink(...), glob(__DIR__ . '/var/ended.txt') ?: []);
    },
    'ini' => ['session.save_path' => __DIR__ . '/var/sessions'],
    'refusal' => $packages ? '' : 'the packages of Debian that `scripts/setup test` installs are missing',
];
