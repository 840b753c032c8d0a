--TEST--
Who starts a session that another request of the process has open waits parked, and reads what that one wrote
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
use function Peregrine\run;
require __DIR__ . '/../include/sessions.php';
session_save_path(session_directory());
run(function () {
    $ids[] = Coroutine::isolate(function () {
        session('same');
        $_SESSION['by'] = ['one'];
        say("one has it");
        Coroutine::yield();
        $_SESSION['by'][] = 'one again';
        session_write_close();
        say("one goes on without it");
        Coroutine::yield();
    });
    foreach (['two', 'three'] as $name) {
        $ids[] = Coroutine::isolate(function () use ($name) {
            say("$name asks");
            session('same');
            $_SESSION['by'][] = $name;
            say("$name has it: " . implode(', ', $_SESSION['by']));
            Coroutine::sleep(0.001);
        });
    }
    $ids[] = Coroutine::isolate(function () {
        session('other');
        say('other has its own: ' . json_encode($_SESSION));
        $_SESSION['by'] = 'other';
    });
    say(isset($_SESSION), session_status() === PHP_SESSION_NONE, session_id());
    Coroutine::resume($ids[0]);
    Coroutine::join([$ids[1], $ids[2]]);
    Coroutine::resume($ids[0]);
});
say(file_get_contents(session_save_path() . '/sess_same') . ' ' . file_get_contents(session_save_path() . '/sess_other'));
// Outside a request PHP's own handler has it.
$started = session('same');
say($started, count($_SESSION['by']));
?>
--EXPECT--
one has it
two asks
three asks
other has its own: []
false true 
one goes on without it
two has it: one, one again, two
three has it: one, one again, two, three
by|a:4:{i:0;s:3:"one";i:1;s:9:"one again";i:2;s:3:"two";i:3;s:5:"three";} by|s:5:"other";
true 4
