--TEST--
redirect(): Location and status; another status throws
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        try {
            $response->redirect('http://example.org/x?y', 200);
        } catch (ValueError $e) {
            note($e->getMessage());
        }
        note(json_encode(isset($request->get['s']) ? $response->redirect('/b', (int) $request->get['s']) : $response->redirect('http://example.org/x?y')));
    });
});
foreach (['/', '/?s=301', '/?s=307', '/?s=308'] as $target) {
    $answer = $running->get($target);
    echo "$answer->status $answer->reason ", $answer->field('location'), "\n";
}
echo $running->line(), "\n", $running->line(), "\n", $running->stop();
?>
--EXPECT--
302 Found http://example.org/x?y
301 Moved Permanently /b
307 Temporary Redirect /b
308 Permanent Redirect /b
Peregrine\Http\Response::redirect(): Argument #2 ($http_code) must be 301, 302, 303, 307 or 308
true
