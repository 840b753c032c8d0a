--TEST--
A wait for a session that ends early: cancelled, with an exception, closed by a child of the request, or the session destroyed
--EXTENSIONS--
session
--INI--
display_errors=stderr
html_errors=0
session.use_cookies=0
session.cache_limiter=
session.gc_probability=0
--FILE--
<?php
use Peregrine\Coroutine;
use function Peregrine\{go, run};
require __DIR__ . '/../include/sessions.php';
session_save_path(session_directory());
run(function () {
    $holder = Coroutine::isolate(function () {
        session('held');
        $_SESSION['secret'] = 1;
        Coroutine::yield();
        session_destroy();
        say("destroyed");
        Coroutine::yield();
    });

    $waiting = Coroutine::isolate(function () {
        say(@session('held'), session_status() === PHP_SESSION_NONE);
    });
    Coroutine::cancel($waiting);

    $waiting = Coroutine::isolate(function () {
        try {
            session('held');
        } catch (Coroutine\CanceledException $e) {
            say($e::class . ' ' . (session_status() === PHP_SESSION_NONE ? 'none' : 'active'));
        }
        say(session('free'));
    });
    Coroutine::cancel($waiting, true);

    $parent = Coroutine::isolate(function () {
        $child = go(function () {
            say(@session('held'));
        });
        session_abort();
        Coroutine::join([$child]);
        say(session('free'));
    });

    $leaving = Coroutine::isolate(function () {
        go(fn () => @session('held'));
        // The request is over before its child has the session.
    });

    $after = Coroutine::isolate(function () {
        session('held');
        say('after: ' . json_encode($_SESSION));
        $_SESSION['new'] = true;
    });
    Coroutine::resume($holder);
    Coroutine::join([$after, $parent]);
    say(file_get_contents(session_save_path() . '/sess_held'));
    Coroutine::resume($holder);
});
?>
--EXPECT--
false true
Peregrine\Coroutine\CanceledException none
true
destroyed
false
true
after: []
new|b:1;
