--TEST--
A Cookie makes the same line as Response::cookie(); all of its methods; it may be sent more than once
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Http\Cookie;
$running = serve(function ($server) {
    $kept = (new Cookie())->withName('kept')->withValue('1');
    $server->on('request', function ($request, $response) use ($kept) {
        $response->cookie((new Cookie())->withName('a')->withValue('b c;é')->withPath());
        $full = new Cookie();
        $same = $full->withName('full')->withValue('v')->withExpires(1_000_000_000)->withPath('/path')->withDomain('example.org')
            ->withSecure(true)->withHttpOnly(true)->withSameSite('Strict')->withPriority('High')->withPartitioned(true);
        $response->setCookie($full, 'these', 1, 'are not looked at');
        // How the value is written, the object says: also here.
        $response->rawcookie((new Cookie(false))->withName('raw')->withValue('x=%20y'));
        $response->cookie((new Cookie(false))->withName('raw2')->withValue('x=%20y'));
        $response->setRawCookie((new Cookie())->withName('encoded')->withValue('x y'));
        $response->cookie((new Cookie())->withName('gone')->withPath('/'));
        $response->cookie($kept);
        $response->header('X-Same', [var_export($same === $full, true), $full->toString()]);
        $response->end();
    });
});
echo implode("\n", $running->get('/')->fields['set-cookie']), "\n";
$answer = $running->get('/');
echo array_slice($answer->fields['set-cookie'], -1)[0], "\n", implode("\n", $answer->fields['x-same']), "\n", $running->stop();
?>
--EXPECT--
a=b+c%3B%C3%A9; path=/
full=v; expires=Sun, 09 Sep 2001 01:46:40 GMT; Max-Age=0; path=/path; domain=example.org; secure; HttpOnly; SameSite=Strict; Priority=High; Partitioned
raw=x=%20y
raw2=x=%20y
encoded=x+y
gone=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=/
kept=1
kept=1
true
full=v; expires=Sun, 09 Sep 2001 01:46:40 GMT; Max-Age=0; path=/path; domain=example.org; secure; HttpOnly; SameSite=Strict; Priority=High; Partitioned
