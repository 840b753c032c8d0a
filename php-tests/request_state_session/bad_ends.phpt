--TEST--
However a request ends, its session is written and unlocked, and what it set up is gone
--EXTENSIONS--
session
--INI--
session.use_cookies=0
session.cache_limiter=
session.gc_probability=0
error_reporting=24575
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/sessions.php';
use Peregrine\Coroutine;

$running = serve(function ($server) {
    session_save_path(session_directory());
    $server->set(['request_state' => true]);
    $server->on('request', function () {
        $look = fn () => json_encode([ini_get('precision'), setlocale(LC_CTYPE, 0), getcwd(), umask(), getenv('PEREGRINE_A'),
            json_last_error(), date_default_timezone_get(), @strtok(' '), libxml_use_internal_errors()]);
        static $before;
        $end = $_GET['end'];
        session('same');
        if ($end === 'look') {
            $before ??= $look();
            echo implode(' ', $_SESSION['ends'] ?? []), $before === $look() ? '' : ' left behind: ' . $look();
            return;
        }
        $_SESSION['ends'][] = $end;
        ini_set('precision', 3);
        setlocale(LC_ALL, 'C.UTF-8');
        chdir('/usr');
        umask(0);
        putenv('PEREGRINE_A=left');
        json_decode('{');
        date_default_timezone_set('Asia/Tokyo');
        strtok('a b', ' ');
        libxml_use_internal_errors(true);
        if ($end === 'cancelled') {
            $id = Coroutine::getCid();
            Coroutine::create(fn () => [Coroutine::sleep(0.001), Coroutine::cancel($id, true)]);
            Coroutine::sleep(10);
        }
        if ($end === 'gone') {
            note('in');
            Coroutine::sleep(0.01);
            ob_end_clean();
            for ($i = 0; $i < 1000; $i++) {
                echo str_repeat('x', 1000);
                flush();
                Coroutine::sleep(0.001);
            }
        }
        $bad = [
            'return' => fn () => null,
            'exit' => fn () => exit(3),
            'throw' => fn () => throw new Exception('expected'),
            'fatal' => fn () => trigger_error('expected', E_USER_ERROR),
            'undefined' => fn () => undefined(),
            'memory' => fn () => str_repeat('x', 1 << 40),
            'child' => fn () => Coroutine::create(fn () => exit),
            'child throws' => fn () => Coroutine::create(fn () => throw new Exception('expected')),
            'handler' => fn () => register_shutdown_function(fn () => throw new Exception('expected')),
        ];
        $bad[$end]();
        Coroutine::sleep(0);
    });
});
$look = fn () => $running->get('/?end=look');
$look();
foreach (['return', 'exit', 'throw', 'fatal', 'undefined', 'memory', 'child', 'child throws', 'handler', 'cancelled'] as $end) {
    printf("%s: %d\n", $end, $running->get('/?end=' . urlencode($end))->status);
    $look();
}
$client = $running->connect()->send("GET /?end=gone HTTP/1.1\r\nHost: a\r\n\r\n");
$running->line('in');
$waiting = $running->connect()->send("GET /?end=look HTTP/1.1\r\nHost: a\r\n\r\n");
$leaves = $running->connect()->send("GET /?end=return HTTP/1.1\r\nHost: a\r\n\r\n");
$leaves->close();
$client->close();
$waiting->answer();
// Whether the request whose client left at once was served is open.
echo preg_replace('/ gone( return)?$/', ' gone', $look()->body), "\n";
$running->stop();
?>
--EXPECT--
return: 200
exit: 200
throw: 500
fatal: 500
undefined: 500
memory: 500
child: 200
child throws: 500
handler: 500
cancelled: 500
return exit throw fatal undefined memory child child throws handler cancelled gone
