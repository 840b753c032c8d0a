--TEST--
No header, reason, cookie or location gets out of its line
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        $attempts = [
            fn () => $response->header('X', "a\r\nY: z"), fn () => $response->header('X', "a\nb"), fn () => $response->header('X', "a\0b"),
            fn () => $response->header("X\r\nY", 'a'), fn () => $response->header('X Y', 'a'), fn () => $response->header('X:', 'a'), fn () => $response->header('', 'a'),
            fn () => $response->header('X', ['fine', "a\r\nb"]), fn () => $response->header("X\xe9", 'a'),
            fn () => $response->cookie("a\r\nb", 'c'), fn () => $response->cookie('a;b', 'c'), fn () => $response->rawcookie('a', "b\r\nc"), fn () => $response->rawcookie('a', 'b; path=/x'),
            fn () => $response->cookie('a', 'b', 0, "/\r\nX: y"), fn () => $response->cookie('a', 'b', 0, '/', 'x; y'), fn () => $response->cookie('a', 'b', 0, '/', '', false, false, "Lax\r\n"),
            fn () => $response->redirect("/a\r\nX: y"),
        ];
        $refused = 0;
        foreach ($attempts as $n => $attempt) {
            try {
                $attempt();
                note("attempt $n was let through");
            } catch (ValueError) {
                $refused++;
            }
        }
        $response->cookie('fine', "b\r\nX: y");
        $response->end("$refused of " . count($attempts));
    });
});
$answer = $running->get('/');
echo $answer, "\n";
foreach ($answer->fields as $name => $values) {
    echo $name === 'date' ? '' : "$name: " . implode(', ', $values) . "\n";
}
echo $running->stop();
?>
--EXPECT--
200 17 of 17
content-type: text/html
set-cookie: fine=b%0D%0AX%3A+y; path=/
content-length: 8
