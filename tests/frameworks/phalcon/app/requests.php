<?php
// What both applications are asked. Takes the application's own requests and gives the whole set with its settings.
declare(strict_types=1);

$do = fn (string $what, array $more = []): array => ['path' => "/do/$what"] + $more;
$upload = fn (array ...$parts): array => ['method' => 'POST', 'multipart' => $parts];
$digest = 'Digest username="ada", realm="shop", nonce="abc", uri="/do/auth", qop=auth, nc=00000001, cnonce="x", response="6629fae49393a05397450978507c4ef1", opaque="y"';

$requests = [
    // query, forms, bodies
    $do('query?a=5x&b=%3Cb%3Ehi&list[]=1&list[]=2&list[k][x]=3'), $do('query'), $do('query?a=&b=a+b%20c&a=9'), $do('query?%C3%BC=%E2%82%AC&x.y=1&z[=2'), $do('query?list[0][1][2]=deep'),
    $do('post', ['form' => ['name' => ' Ada ', 'age' => '-7', 'deep' => ['er' => ['x' => 'y']]], 'method' => 'POST']), $do('post', ['method' => 'POST', 'form' => []]),
    $do('post?name=query', ['method' => 'POST', 'form' => ['name' => 'Grüße & mehr']]), $do('post', ['method' => 'POST', 'body' => 'name=plain', 'headers' => ['Content-Type' => 'text/plain']]),
    $do('post', ['method' => 'POST', 'body' => 'name=a%00b&name=c', 'headers' => ['Content-Type' => 'application/x-www-form-urlencoded; charset=UTF-8']]),
    $do('json-body', ['method' => 'POST', 'json' => ['a' => 1, 'b' => ['c' => 'ü'], 'd' => []]]), $do('json-body', ['method' => 'POST', 'body' => '{broken', 'headers' => ['Content-Type' => 'application/json']]),
    $do('json-body', ['method' => 'POST', 'body' => '[1,2]', 'headers' => ['Content-Type' => 'application/json; charset=utf-8']]), $do('json-body', ['method' => 'POST', 'body' => '', 'headers' => ['Content-Type' => 'application/json']]),
    $do('raw', ['method' => 'POST', 'body' => str_repeat("\0\xff binary \r\n", 500), 'headers' => ['Content-Type' => 'application/octet-stream']]), $do('raw'),
    $do('raw', ['method' => 'PUT', 'body' => 'a=1&b=2', 'headers' => ['Content-Type' => 'application/x-www-form-urlencoded']]), $do('raw', ['method' => 'POST', 'body' => str_repeat('x', 200000), 'headers' => ['Content-Type' => 'text/plain']]),
    $do('put', ['method' => 'PUT', 'form' => ['a' => '12', 'b' => ['c' => 'd']]]), $do('put', ['method' => 'PUT', 'json' => ['a' => 4]]), $do('put', ['method' => 'PUT']),
    $do('patch', ['method' => 'PATCH', 'form' => ['a' => '12']]), $do('patch', ['method' => 'PATCH', 'json' => ['a' => '9', 'l' => [1]]]), $do('put', ['method' => 'PUT'] + $upload(['name' => 'a', 'body' => '5'])),
    $do('filtered?name=%20ADA%20'), $do('filtered', ['method' => 'POST', 'form' => ['name' => ' GRACE ']]),
    // headers, negotiation, authorization
    $do('headers', ['headers' => ['X-Shop' => 'a, b', 'User-Agent' => 'test/1', 'Referer' => 'http://example.org/', 'X-Requested-With' => 'XMLHttpRequest']]),
    $do('headers', ['headers' => ['X-Shop' => ['one', 'two'], 'SOAPAction' => 'urn:x', 'Content-Type' => 'application/soap+xml']]), $do('headers'),
    $do('negotiation', ['headers' => ['Accept' => 'text/html,application/xml;q=0.9,*/*;q=0.8', 'Accept-Language' => 'de-DE,de;q=0.8,en;q=0.5', 'Accept-Charset' => 'iso-8859-1,utf-8;q=0.7']]),
    $do('negotiation', ['headers' => ['Accept' => 'application/json;q=0.2, text/plain', 'Accept-Language' => '*']]), $do('negotiation'),
    $do('auth', ['headers' => ['Authorization' => 'Basic ' . base64_encode('ada:sec:ret')]]), $do('auth', ['headers' => ['Authorization' => $digest]]), $do('auth', ['headers' => ['Authorization' => 'Bearer abc.def.ghi']]),
    $do('auth'), $do('auth', ['headers' => ['Authorization' => 'Basic !!!']]),
    // methods
    $do('method'), $do('method', ['method' => 'HEAD']), $do('method', ['method' => 'OPTIONS']), $do('method', ['method' => 'DELETE']), $do('method', ['method' => 'PATCH']), $do('method', ['method' => 'PUT', 'body' => 'x']),
    $do('method/override', ['method' => 'POST', 'headers' => ['X-HTTP-Method-Override' => 'PUT']]), $do('method/override?_method=DELETE', ['method' => 'POST', 'form' => ['a' => 1]]),
    $do('method/override', ['method' => 'POST', 'form' => ['_method' => 'PATCH']]), $do('method', ['method' => 'POST', 'headers' => ['X-HTTP-Method-Override' => 'PUT']]),
    $do('large/64', ['method' => 'HEAD']),
    // server, proxies
    $do('server?x=1'), $do('server', ['headers' => ['Host' => 'shop.example:8080']]), $do('server', ['headers' => ['Host' => 'SHOP.example']]), $do('server', ['headers' => ['X-Forwarded-Proto' => 'https', 'X-Forwarded-For' => '10.0.0.1']]),
    $do('server/a%20b'), $do('proxies', ['headers' => ['X-Forwarded-For' => '203.0.113.7, 127.0.0.1', 'Client-Ip' => '203.0.113.9']]), $do('proxies'),
    // uploads
    $do('files', $upload(['name' => 'doc', 'filename' => 'a.txt', 'type' => 'text/plain', 'body' => "line\r\nline"], ['name' => 'title', 'body' => 'T'])),
    $do('files', $upload(['name' => 'docs[]', 'filename' => 'a.txt', 'type' => 'text/plain', 'body' => 'a'], ['name' => 'docs[]', 'filename' => 'b.bin', 'type' => 'application/x-b', 'body' => str_repeat("\0\1\2", 5000)])),
    $do('files', $upload(['name' => 'f[x][y]', 'filename' => 'deep.tar.gz', 'type' => 'application/gzip', 'body' => 'deep'], ['name' => 'p[q]', 'body' => 'r'])),
    $do('files', $upload(['name' => 'none', 'filename' => '', 'type' => 'application/octet-stream', 'body' => ''])), $do('files', $upload(['name' => 'empty', 'filename' => 'e', 'type' => 'text/plain', 'body' => ''])),
    $do('files', $upload(['name' => 'u', 'filename' => 'Käse "x".txt', 'type' => 'text/plain', 'body' => 'u'], ['name' => 'MAX_FILE_SIZE', 'body' => '1'])), $do('files'),
    $do('files', $upload(['name' => 'MAX_FILE_SIZE', 'body' => '3'], ['name' => 'big', 'filename' => 'big', 'type' => 'text/plain', 'body' => '12345'])),
    $do('superglobals?a=1', ['method' => 'POST', 'form' => ['b' => '2'], 'cookies' => ['c' => '3']]), $do('cookies', ['cookies' => ['a' => '7', 'b' => 'x%20y', 'l[1]' => 'z']]), $do('cookies'),
    // answers
    ...array_map(fn ($code) => $do("status/$code"), [200, 201, 202, 400, 401, 403, 404, 405, 410, 418, 429, 500, 502, 503]), $do('status/777'), $do('reason', ['reason' => true]), $do('no-content'),
    $do('answer-headers'), $do('raw-headers', ['reason' => true]), $do('reset-headers'), ...array_map(fn ($kind) => $do("redirect/$kind"), ['local', 'permanent', 'external', 'other', 'odd', 'header']), $do('redirect'),
    $do('json-answer'), $do('json-answer/pretty'), $do('json-answer/latin'), $do('json-answer/problem'), ...array_map(fn ($kind) => $do("caching/$kind"), ['cache', 'expires', 'modified', 'etag', 'not-modified', 'none']),
    $do('binary'), $do('large/1'), $do('large/900'), $do('append'), $do('file'), $do('file/named'), $do('file/unicode'), $do('file/inline'), $do('file/status'), $do('streamed'), $do('echoed/text'), $do('sent'), $do('sent-headers'), $do('registered'),
    // cookies
    ...array_map(fn ($kind) => $do("cookie-set/$kind"), ['plain', 'options', 'expires', 'lax', 'several', 'php', 'rawphp']), $do('cookie-read', ['cookies' => ['a' => 'given']]), $do('cookie-read', ['cookies' => ['a' => '%3Cx%3E']]), $do('cookie-read'),
    $do('cookie-set', ['as' => 'baker']), $do('cookie-read', ['as' => 'baker']), $do('cookie-delete', ['as' => 'baker']), $do('cookie-read', ['as' => 'baker']),
    $do('secret-set', ['as' => 'spy']), $do('secret-read', ['as' => 'spy']), $do('secret-read', ['cookies' => ['secret' => 'tampered']]), $do('secret-read'),
    // sessions
    $do('count', ['as' => 'ada']), $do('count', ['as' => 'ada']), $do('session-id', ['as' => 'ada', 'capture' => ['id' => '~id=(\S+)~']]), $do('count', ['as' => 'grace']), $do('count', ['as' => 'ada']),
    $do('session-use', ['as' => 'ada']), $do('session-regenerate', ['as' => 'ada']), $do('count', ['as' => 'ada']), $do('session-destroy', ['as' => 'ada']), $do('count', ['as' => 'ada']),
    $do('count', ['cookies' => ['PHPSESSID' => 'bad id!']]), $do('bag/apple', ['as' => 'eve']), $do('bag', ['as' => 'eve']), $do('bag'), $do('session-plain', ['as' => 'paul']), $do('session-plain', ['as' => 'paul']),
    $do('flash-add', ['as' => 'flo']), $do('flash-show', ['as' => 'flo']), $do('flash-show', ['as' => 'flo']), $do('flash-direct'),
    $do('token', ['as' => 'carl', 'capture' => ['key' => '~name="([^"]+)"~', 'token' => '~value="([^"]+)"~']]), $do('token-check', ['as' => 'carl', 'method' => 'POST', 'body' => '{key}={token}', 'headers' => ['Content-Type' => 'application/x-www-form-urlencoded']]),
    $do('token-check', ['as' => 'carl', 'method' => 'POST', 'form' => ['csrf' => 'wrong']]),
    // data
    ...array_map(fn ($kind) => $do("find/$kind"), ['all', 'first', 'none', 'some', 'count', 'by', 'criteria']), $do('phql'), $do('relations'),
    $do('save', ['method' => 'POST', 'form' => ['name' => 'New', 'price' => '5']]), $do('save', ['method' => 'POST', 'form' => ['name' => '', 'price' => 'much']]), $do('save', ['method' => 'POST', 'form' => ['name' => "O'Neill \"x\"", 'price' => '1.5']]),
    $do('update'), $do('transaction/commit'), $do('transaction/rollback'), $do('managed/commit'), $do('managed/rollback'), $do('paginate/1'), $do('paginate/3'), $do('metadata'),
    $do('form'), $do('form', ['method' => 'POST', 'form' => ['name' => ' <b>Ada</b> ', 'email' => 'ada@example.org', 'count' => '3', 'colour' => 'g', 'gift' => 'yes']]), $do('form', ['method' => 'POST', 'form' => ['name' => 'A', 'email' => 'nowhere', 'count' => '12']]),
    $do('validation', ['method' => 'POST', 'form' => ['email' => ' a@example.org ', 'age' => '5', 'site' => 'http://example.org', 'kind' => 'a', 'code' => 'ABC']]), $do('validation', ['method' => 'POST', 'form' => ['email' => 'x', 'age' => 'y', 'kind' => 'z', 'code' => 'abc']]),
    // the process
    $do('throws/plainly'), $do('throws/buffered'), $do('exits/text'), $do('exits/number'), $do('shutdown?q=1'), $do('errors'), $do('handled'), $do('handled?direct=1'), $do('handled?direct=1&uncaught=1'), $do('throws/quietly?uncaught=1'), $do('user-error'), $do('fatal'), $do('ini/4'), $do('ini'), $do('locale'), $do('buffers'),
    $do('libxml'), $do('tokens'), $do('directory?q=one'), $do('directory?q=two'),
    // the parts
    ...array_map($do, ['tags', 'urls', 'assets', 'translate', 'security', 'events', 'acl', 'collection', 'container']), $do('filters?text=%20%3Ca+href%3D%27x%27%3E12%20%C3%BC%3C/a%3E'),
    $do('own/one?t=one&c=anna', ['method' => 'POST', 'form' => ['t' => 'one'], 'cookies' => ['t' => 'one']]), $do('nothing-like-this'),
];

return static function (array $own) use ($requests): array {
    $extension = getenv('PHALCON_EXTENSION') ?: '';
    $path = getenv('PHALCON_PATH') ?: '';
    $scratch = sys_get_temp_dir() . '/peregrine-shop-' . getmypid();
    putenv("SHOP_SCRATCH=$scratch");
    $clean = static function () use ($scratch): void {
        foreach (glob("$scratch/sessions/*") ?: [] as $file) {
            unlink($file);
        }
    };
    return [
        'requests' => [...$own, ...$requests],
        'ini' => ($extension !== '' ? ['extension' => $extension] : []) + ['output_buffering' => '0', 'session.save_path' => sys_get_temp_dir(), 'sys_temp_dir' => sys_get_temp_dir()],
        'refusal' => $extension === '' && !is_file("$path/autoload.php") ? 'Phalcon is not here: set PHALCON_EXTENSION (phalcon.so) or PHALCON_PATH (a folder whose autoload.php loads Phalcon 6)' : '',
        'prepare' => $clean,
        'mask' => ['~phpr?[A-Za-z0-9]{6}(?=")~'],
    ];
};
