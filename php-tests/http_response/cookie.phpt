--TEST--
cookie() encodes, rawcookie() does not; all attributes; several of them; '' deletes
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $response->cookie('a', 'b c;é');
        $response->setCookie('full', 'v', 1_000_000_000, '/path', 'example.org', true, true, 'Strict', 'High', true);
        $response->rawcookie('raw', 'x=%20y');
        $response->setRawCookie('raw2', 'z', path: '');
        $response->cookie('gone', '');
        $response->cookie('named', 'v', samesite: 'Lax');
        $response->end();
    });
});
echo implode("\n", $running->get('/')->fields['set-cookie']), "\n", $running->stop();
?>
--EXPECT--
a=b+c%3B%C3%A9; path=/
full=v; expires=Sun, 09 Sep 2001 01:46:40 GMT; Max-Age=0; path=/path; domain=example.org; secure; HttpOnly; SameSite=Strict; Priority=High; Partitioned
raw=x=%20y; path=/
raw2=z
gone=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=/
named=v; path=/; SameSite=Lax
