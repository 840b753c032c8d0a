--TEST--
With cancel_on_disconnect a request whose client leaves is cancelled, unless ignore_user_abort is on; connection_status() tells
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

function status(): array
{
    return [connection_aborted(), connection_status(), ignore_user_abort()];
}

/** Waits until the client has left, or something ends the wait. */
function wait(string $path): void
{
    try {
        note("in $path " . json_encode(status()));
        while (!connection_aborted()) {
            Coroutine::sleep(0.005);
        }
        // It is not cancelled at a later wait either.
        Coroutine::sleep(0.01);
        echo 'for nobody';
        flush();
        note("went on $path " . json_encode(status()));
    } catch (Coroutine\CanceledException) {
        note("cancelled $path " . json_encode(status()));
    }
}

$running = serve(function ($server, $ini = 0, $limit = 0) {
    ini_set('ignore_user_abort', $ini);
    $server->set(['request_state' => true, 'cancel_on_disconnect' => true, 'request_timeout' => $limit]);
    $server->on('request', function ($request) {
        $path = $request->server['path_info'];
        switch ($path) {
            case '/function':
                ignore_user_abort(true);
                return wait($path);
            case '/set':
                ini_set('ignore_user_abort', '1');
                return wait($path);
            case '/off':
                ignore_user_abort(false);
                return wait($path);
            case '/status':
                echo json_encode(status());
                return;
            case '/printed':
                // Turned off when the client has left: the next output ends the request, as PHP does it.
                ignore_user_abort(true);
                wait($path);
                ignore_user_abort(false);
                register_shutdown_function(fn () => note("ended $path " . json_encode(status())));
                echo 'x';
                flush();
                return note('not reached');
            case '/late':
                ignore_user_abort(true);
                try {
                    note('in /late');
                    Coroutine::sleep(60);
                } catch (Coroutine\CanceledException) {
                    note('late ' . json_encode(status()));
                }
                return;
        }
        wait($path);
    });
});
$leave = function (Running $running, string $path): void {
    $client = $running->connect()->send("GET $path HTTP/1.1\r\nHost: a\r\n\r\n");
    echo $running->line('in'), ', ';
    $client->close();
    echo $running->line(), "\n";
};
foreach (['/', '/function', '/set', '/off'] as $path) {
    $leave($running, $path);
    // Of another request it says nothing.
    echo $running->get('/status'), "\n";
}
$leave($running, '/printed');
echo $running->line(), "\n", $running->stop();

$running = $running->another(1);
$leave($running, '/');
$leave($running, '/off');
echo $running->stop();

$running = $running->another(0, 0.3);
$leave($running, '/late');
echo $running->stop();
?>
--EXPECT--
in / [0,0,0], cancelled / [1,1,0]
200 [0,0,0]
in /function [0,0,1], went on /function [1,1,1]
200 [0,0,0]
in /set [0,0,1], went on /set [1,1,1]
200 [0,0,0]
in /off [0,0,0], cancelled /off [1,1,0]
200 [0,0,0]
in /printed [0,0,1], went on /printed [1,1,1]
ended /printed [1,1,0]
in / [0,0,1], went on / [1,1,1]
in /off [0,0,0], cancelled /off [1,1,0]
in /late, late [1,1,1]
