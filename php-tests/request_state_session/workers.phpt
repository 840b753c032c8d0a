--TEST--
Two workers, and PHP's own handler in another program, share sessions: nobody waits for ever, no update is lost
--EXTENSIONS--
session
--INI--
display_errors=stderr
session.use_cookies=0
session.cache_limiter=
session.gc_probability=0
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/sessions.php';
const REQUESTS = 20;
$running = serve(function ($server, string $directory = '') {
    session_save_path($directory);
    $server->set(['worker_num' => 2, 'request_state' => true]);
    $server->on('request', function () {
        session($_GET['id']);
        $n = $_SESSION['n'] ?? 0;
        // Others run here, of both workers, and want the same or the other session.
        Peregrine\Coroutine::sleep(0.001);
        $_SESSION['n'] = $n + 1;
        $_SESSION['workers'][getmypid()] = true;
        echo $_SESSION['n'];
    });
}, null);
$directory = session_directory();
$server = $running->another($directory);
$clients = [];
for ($i = 0; $i < 2 * REQUESTS; $i++) {
    $id = $i % 2 ? 'one' : 'two';
    $clients[$id][] = $server->connect()->send("GET /?id=$id HTTP/1.1\r\nHost: a\r\n\r\n");
}
// PHP's own handler takes its turn meanwhile.
session_save_path($directory);
for ($i = 0; $i < 5; $i++) {
    session('one');
    $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;
    session_write_close();
}
foreach ($clients as $id => $of_id) {
    $counts = array_map(fn ($client) => (int) $client->answer()->body, $of_id);
    sort($counts);
    say($id, count(array_unique($counts)), end($counts) <= REQUESTS + 5 && end($counts) >= REQUESTS);
    session($id);
    say($_SESSION['n'], count($_SESSION['workers']));
    session_abort();
}
echo $server->stop(), $running->stop();
?>
--EXPECT--
two 20 true
20 2
one 20 true
25 2
