<?php
// What the plain application is asked. Visitors (`as`) have a cookie jar and ask in order.
declare(strict_types=1);

$requests = [];
$get = function (string $path, array $more = []) use (&$requests): void {
    $requests[] = ['path' => $path] + $more;
};

// Paths and $_SERVER
foreach (['/', '/home', '/index.php', '/index.php/home', '/home/', '//home', '/nowhere', '/nowhere/deep?x=1', '/home?over=1', '/index.php?over=1'] as $path) {
    $get($path);
}
foreach (['/server', '/server/extra/path', '/server?a=1&b=2', '/index.php/server/x?q', '/server/%C3%A9t%C3%A9', '/server/a%20b', '/server/dotted.name', '/server?'] as $path) {
    $get($path);
}
$get('/server', ['headers' => ['Accept' => 'application/json;q=0.9, */*', 'User-Agent' => 'Tester/1.0', 'Referer' => 'http://example.org/', 'X-Custom-Thing' => 'a, b', 'Accept-Language' => 'de-DE']]);
$get('/server', ['headers' => ['X-Forwarded-For' => '10.0.0.1, 10.0.0.2', 'If-None-Match' => '"abc"'], 'cookies' => ['one' => '1', 'two' => 'a%20b']]);
$get('/server', ['method' => 'DELETE']);
$get('/server', ['method' => 'OPTIONS']);
$get('/server', ['method' => 'PATCH', 'body' => 'x=1', 'headers' => ['Content-Type' => 'text/plain']]);

// Input
foreach (['?id=5', '?id=abc', '?a[]=1&a[]=2&b[x][y]=z', '?a.b=1&c%20d=2', '?x=%3Cscript%3E&y=%00z', '?novalue&empty=', '?same=1&same=2', '?utf=%E2%82%AC&plus=a+b', '?a[b=1', '?[]=1&=2'] as $query) {
    $get("/input$query");
}
$get('/input', ['method' => 'POST', 'form' => ['mail' => 'a@example.org', 'name' => 'Änna & co', 'list' => ['a', 'b'], 'map' => ['k' => ['n' => 'v']]]]);
$get('/input?id=7', ['method' => 'POST', 'form' => ['id' => '8', 'mail' => 'not a mail']]);
$get('/input', ['method' => 'POST', 'body' => 'broken=%zz&&=x&ok=1', 'headers' => ['Content-Type' => 'application/x-www-form-urlencoded; charset=UTF-8']]);
$get('/input', ['method' => 'PUT', 'form' => ['not' => 'parsed']]);
$get('/input', ['method' => 'POST', 'body' => '', 'headers' => ['Content-Type' => 'application/x-www-form-urlencoded']]);
$get('/input', ['cookies' => ['plain' => 'value', 'enc' => 'a%3Db%2B', 'arr[x]' => '1', 'sp' => 'a+b']]);
$get('/input?id=1', ['method' => 'POST', 'form' => ['id' => '2'], 'cookies' => ['id' => '3']]);

// Bodies
$get('/body', ['method' => 'PUT', 'body' => "raw \0 bytes \xff"]);
$get('/body', ['method' => 'PUT', 'body' => str_repeat('0123456789', 20_000), 'headers' => ['Content-Type' => 'application/octet-stream']]);
$get('/body', ['method' => 'PATCH', 'json' => ['a' => [1, 2.5, null, 'é']]]);
$get('/body', ['method' => 'POST', 'json' => ['deep' => ['er' => true]]]);
$get('/body', ['method' => 'POST', 'body' => '{broken', 'headers' => ['Content-Type' => 'application/json']]);
$get('/body', ['method' => 'POST', 'form' => ['a' => 'form', 'b' => 'kept']]);
$get('/body', ['method' => 'DELETE', 'body' => 'with a body']);
$get('/body', ['method' => 'POST', 'body' => '<a/>', 'headers' => ['Content-Type' => 'text/xml']]);
$get('/body');

// Header fields
foreach (['', '/json', '/type', '/notype', '/charset', '/length', '/replace', '/callback', '/list', '/empty', '/notmodified', '/download'] as $case) {
    $get("/headers$case");
}
foreach ([200, 201, 202, 400, 403, 404, 405, 410, 418, 422, 429, 451, 500, 502, 503] as $code) {
    $get("/headers/status?code=$code", ['status' => $code]);
}
$get('/headers/line?line=' . rawurlencode('404 Nothing Here'), ['status' => 404, 'reason' => true]);
$get('/headers/line?line=' . rawurlencode('299 Fine By Me'), ['status' => 299, 'reason' => true]);
foreach (['', '/json', '/download', '/length'] as $case) {
    $get("/headers$case", ['method' => 'HEAD']);
}

// Redirects
foreach (['', '/permanent', '/see', '/temporary', '/late', '/created'] as $case) {
    $get("/redirect$case");
}
$get('/redirect', ['method' => 'POST', 'form' => ['a' => 'b']]);
$get('/redirect', ['method' => 'HEAD']);

// Cookies
foreach (['set', 'options', 'raw', 'many', 'delete', 'array', 'domain', 'bad', 'header'] as $case) {
    $get("/cookies/$case");
}
$get('/cookies/set?name=bert', ['as' => 'bert']);
$get('/home', ['as' => 'bert']);
$get('/cookies/set?name=' . rawurlencode('bert & ernie'), ['as' => 'bert']);
$get('/home', ['as' => 'bert']);
$get('/cookies/delete', ['as' => 'bert']);
$get('/home', ['as' => 'bert']);

// Sessions
foreach (['anna', 'carl', 'dora'] as $visitor) {
    foreach (['', '', '/set?key=name&value=' . $visitor, '/read', '/object', '/login', '', '/flash', '/shown', '/shown', '/unset?key=name', '/close', '/abort', '/reset', '/encode', '/logout', ''] as $case) {
        $get("/session$case", ['as' => $visitor] + ($case === '/login' ? ['method' => 'POST', 'form' => ['user' => $visitor]] : []));
    }
}
$get('/session/options', ['as' => 'emil']);
$get('/session/options', ['as' => 'emil']);
$get('/session/cache', ['as' => 'emil']);
$get('/session', ['cookies' => ['PHPSESSID' => 'not/valid!']]);

// The end of a request: who is asked when, and what still gets into its session
foreach (['fred', 'gina'] as $visitor) {
    foreach (['return', 'shown', 'exit', 'shown', 'throw', 'shown', 'handler', 'shown', 'closed', 'shown'] as $case) {
        $get("/order/$case", ['as' => $visitor]);
    }
}

// Uploads
$file = fn (string $name, string $filename, string $body, string $type = 'text/plain') => compact('name', 'filename', 'body', 'type');
$get('/upload', ['method' => 'POST', 'multipart' => [$file('doc', 'a.txt', 'hello'), ['name' => 'title', 'body' => 'A file']]]);
$get('/upload', ['method' => 'POST', 'multipart' => [$file('docs[]', 'a.txt', 'one'), $file('docs[]', 'b.bin', "\0\1\2", 'application/octet-stream')]]);
$get('/upload', ['method' => 'POST', 'multipart' => [$file('deep[x][y]', 'n.txt', 'nested')]]);
$get('/upload', ['method' => 'POST', 'multipart' => [$file('doc', '', ''), ['name' => 'list[]', 'body' => '1'], ['name' => 'list[]', 'body' => '2']]]);
$get('/upload', ['method' => 'POST', 'multipart' => [$file('doc', 'dir/../ü name.txt', 'path')]]);
$get('/upload', ['method' => 'POST', 'multipart' => [$file('large', 'large.bin', str_repeat('abcdefgh', 40_000), 'application/octet-stream')]]);
$get('/upload', ['method' => 'POST', 'multipart' => [$file('doc', 'empty.txt', '')]]);
$get('/upload', ['method' => 'PUT', 'multipart' => [$file('doc', 'a.txt', 'not for PUT')]]);

// exit
foreach (['', '/text', '/code', '/nested', '/destructor', '/shutdown', '/header'] as $case) {
    $get("/exit$case");
}
$get('/exit/text?over=1');
$get('/exit/text', ['method' => 'HEAD']);

// Output
foreach (['flush', 'callback', 'nested', 'clean', 'open', 'rewrite', 'large', 'binary', 'printf', 'passthru', 'late', 'nothing', 'status'] as $case) {
    $get("/output/$case");
}
foreach (['flush', 'large'] as $case) {
    $get("/output/$case", ['method' => 'HEAD']);
}

// Errors
foreach (['notice', 'warning', 'deprecated', 'silenced', 'user', 'sent', 'handler', 'exception-handler', 'convert', 'parse', 'reporting', 'assert'] as $case) {
    $get("/errors/$case");
}
// With display_errors PHP itself answers 200 to a script that dies. Peregrine shows the same, and says 500.
foreach (['exception', 'chained', 'type', 'division', 'match', 'undefined', 'class', 'fatal', 'memory'] as $case) {
    $get("/errors/$case", ['status' => 200, 'answers' => 500]);
}
// Once something was output, the status is settled.
$get('/errors/late', ['status' => 200]);
$get('/errors/required', ['status' => 200]);
foreach (['notice', 'exception', 'chained', 'type', 'division', 'match', 'undefined', 'class', 'fatal', 'late', 'sent', 'exception-handler', 'memory', 'required'] as $case) {
    $get("/errors/$case?quiet");
}
$get('/errors/exception?quiet&over=1', ['status' => 500]);
$get('/errors/fatal?quiet&over=1', ['status' => 500]);

// What a process has once
foreach (['Europe/Berlin', 'Asia/Tokyo'] as $zone) {
    $get('/state/timezone?zone=' . rawurlencode($zone));
}
foreach ([5, 9] as $n) {
    foreach (['ini?precision=', 'globals?x=', 'include-path?x=', 'random?seed=', 'putenv?x=', 'strtok?text=a+', 'json?n=', 'preg?n=', 'libxml?n=', 'umask?n=', 'chdir?n=', 'encoding?n=', 'locale?n='] as $case) {
        $get("/state/$case$n");
    }
}
$get('/state/includes');

// Authentication
$basic = fn (string $user, string $password) => ['headers' => ['Authorization' => 'Basic ' . base64_encode("$user:$password")]];
$get('/auth', ['status' => 401]);
$get('/auth', $basic('anna', 'secret:word') + ['status' => 200]);
$get('/auth', $basic('anna', 'wrong') + ['status' => 401]);
$get('/auth', ['headers' => ['Authorization' => 'Bearer token'], 'status' => 401]);
$get('/auth', $basic('anna', 'secret:word') + ['method' => 'HEAD']);

// Files: php -S names a charset for every text, and knows neither dates nor ranges
$of_file = ['ignore' => ['Last-Modified', 'ETag', 'Accept-Ranges', 'Content-Type']];
foreach (['style.css', 'app.js', 'notes.txt', 'page.html', 'data.json', 'pixel.png', 'empty.txt', 'a%20b.txt', 'style.css?v=3'] as $name) {
    $get("/assets/$name", $of_file);
}
$get('/assets/notes.txt', $of_file + ['method' => 'HEAD']);
$get('/assets/../assets/notes.txt', $of_file);
foreach (['/assets/nowhere.css', '/assets/', '/assets'] as $path) {
    $get($path);
}

return [
    'requests' => $requests,
    // Whoever includes the script is in a stack's last lines.
    'mask' => ['~(?:#\d+ .*(?:FrontController|\[internal function\]).*\n)*#\d+ \{main\}~'],
    'ini' => ['session.gc_probability' => '0', 'session.save_path' => $save = sys_get_temp_dir() . '/peregrine-plain-sessions'],
    'prepare' => function () use ($save): void {
        is_dir($save) || mkdir($save, 0700);
        array_map(unlink(...), glob("$save/*"));
    },
];
