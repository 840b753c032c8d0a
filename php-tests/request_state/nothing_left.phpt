--TEST--
However a request ends, of no kind of state is anything left for the next, and one that is under way beside it keeps its own
--EXTENSIONS--
session
libxml
simplexml
mbstring
--INI--
session.gc_probability=0
display_errors=stderr
log_errors=0
memory_limit=64M
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/sessions.php';
require __DIR__ . '/../include/kinds.php';
use Peregrine\Coroutine;

/** Of the worker: the request that is to end badly. */
final class Ending
{
    public static int $id = 0;
}

$memory = fn () => str_repeat('x', 1 << 30);
$failures = [
    'exit' => fn () => exit('bye'),
    'throw' => fn () => throw new DomainException('expected'),
    'fatal' => fn () => [set_error_handler(null), trigger_error('expected', E_USER_ERROR)],
    'undefined' => fn () => undefined(),
    'compile' => fn () => eval('class C { function f() {} function f() {} }'),
    'memory' => $memory,
];
$ends = [
    'return' => fn () => null,
    'unfinished' => function () {
        header_register_callback(fn () => header('X-Callback: 1'));
        header('X-Unfinished: 1');
        ob_start();
        echo 'not all';
    },
    'cancelled' => function () {
        $id = Coroutine::getCid();
        Coroutine::create(fn () => [Coroutine::sleep(0.001), Coroutine::cancel($id)]);
        Coroutine::sleep(10);
    },
    'cancelled with an exception' => function () {
        $id = Coroutine::getCid();
        Coroutine::create(fn () => [Coroutine::sleep(0.001), Coroutine::cancel($id, true)]);
        Coroutine::sleep(10);
    },
    'gone' => function () {
        while (ob_get_level() > 0 && ob_end_clean());
        ignore_user_abort(false);
        note('in');
        while (true) {
            echo str_repeat('x', 10_000);
            flush();
            Coroutine::sleep(0.001);
        }
    },
    'gone while it waits' => function () {
        while (ob_get_level() > 0 && ob_end_clean());
        note('in');
        Coroutine::sleep(0.02);
        echo str_repeat('x', 2_000_000);
    },
];
foreach ($failures as $name => $fail) {
    $ends += [
        $name => $fail,
        "$name, its head sent" => function () use ($fail) {
            while (ob_get_level() > 0 && ob_end_flush());
            flush();
            $fail();
        },
        "$name in a child" => function () use ($fail) {
            Coroutine::create(fn () => [Coroutine::sleep(0.001), $fail()]);
            Coroutine::sleep(10);
        },
        "$name in a fiber" => fn () => (new Fiber(fn () => (new Fiber($fail))->start()))->start(),
        "$name in a shutdown function" => fn () => register_shutdown_function($fail),
    ];
}

$running = serve(function ($server) use ($ends) {
    session_save_path(session_directory());
    $server->set(['request_state' => true, 'max_wait_time' => 20]);
    $server->on('workerStart', Kinds::isolate(...));
    $server->on('request', function () use ($ends) {
        $end = $_GET['end'];
        if (isset($_GET['beside'])) {
            Kinds::set('beside1');
            $before = [Kinds::look(), fresh_look()];
            Ending::$id = 0;
            note("beside $end in " . getmypid());
            while (Ending::$id === 0 || Coroutine::exists(Ending::$id)) {
                Coroutine::sleep(0.001);
            }
            $after = [Kinds::look(), fresh_look()];
            while (ob_get_level() > 0 && ob_end_clean());
            echo implode("\n", [...differing($before[0], $after[0]), ...differing($before[1], $after[1])]);
            return;
        }
        // Only now, so that what it sets is in place while the other looks.
        Kinds::set('ending2');
        Ending::$id = Coroutine::getCid();
        Coroutine::sleep(0.003);
        $ends[$end]();
    });
});
foreach (array_keys($ends) as $end) {
    $query = 'end=' . urlencode($end);
    $beside = $running->connect()->send("GET /?beside&$query HTTP/1.1\r\nHost: a\r\n\r\n");
    $worker = (int) substr(strrchr($running->line("beside $end in "), ' '), 1);
    $client = $running->connect()->send("GET /?$query HTTP/1.1\r\nHost: a\r\n\r\n");
    if (str_starts_with($end, 'gone')) {
        $running->line('in');
        $client->close();
        $status = 'no answer';
    } else {
        $answer = $client->answer();
        $status = "$answer->status {$answer->field('x-kinds')}";
    }
    $said = $beside->answer();
    $beside->close();
    $client->close();
    $running->line('shutdown of ending2 sees ending2');
    $running->line('shutdown of beside1 sees beside1');
    if (preg_match('/^(fatal|compile|memory)/', $end)) {
        // A fatal error has tainted this worker; the next two requests must come to one and the same.
        until(fn () => !file_exists("/proc/$worker"), "the end of worker $worker");
    }
    echo "$end: $status; beside it $said->status ", $said->body === '' ? 'nothing has changed' : "\n$said->body", "\n";
}
$running->stop();
?>
--EXPECT--
return: 412 ending2; beside it 411 nothing has changed
unfinished: 412 ending2; beside it 411 nothing has changed
cancelled: 412 ending2; beside it 411 nothing has changed
cancelled with an exception: 412 ending2; beside it 411 nothing has changed
gone: no answer; beside it 411 nothing has changed
gone while it waits: no answer; beside it 411 nothing has changed
exit: 412 ending2; beside it 411 nothing has changed
exit, its head sent: 412 ending2; beside it 411 nothing has changed
exit in a child: 412 ending2; beside it 411 nothing has changed
exit in a fiber: 412 ending2; beside it 411 nothing has changed
exit in a shutdown function: 412 ending2; beside it 411 nothing has changed
throw: 412 ending2; beside it 411 nothing has changed
throw, its head sent: 412 ending2; beside it 411 nothing has changed
throw in a child: 412 ending2; beside it 411 nothing has changed
throw in a fiber: 412 ending2; beside it 411 nothing has changed
throw in a shutdown function: 412 ending2; beside it 411 nothing has changed
fatal: 412 ending2; beside it 411 nothing has changed
fatal, its head sent: 412 ending2; beside it 411 nothing has changed
fatal in a child: 412 ending2; beside it 411 nothing has changed
fatal in a fiber: 412 ending2; beside it 411 nothing has changed
fatal in a shutdown function: 412 ending2; beside it 411 nothing has changed
undefined: 412 ending2; beside it 411 nothing has changed
undefined, its head sent: 412 ending2; beside it 411 nothing has changed
undefined in a child: 412 ending2; beside it 411 nothing has changed
undefined in a fiber: 412 ending2; beside it 411 nothing has changed
undefined in a shutdown function: 412 ending2; beside it 411 nothing has changed
compile: 412 ending2; beside it 411 nothing has changed
compile, its head sent: 412 ending2; beside it 411 nothing has changed
compile in a child: 412 ending2; beside it 411 nothing has changed
compile in a fiber: 412 ending2; beside it 411 nothing has changed
compile in a shutdown function: 412 ending2; beside it 411 nothing has changed
memory: 412 ending2; beside it 411 nothing has changed
memory, its head sent: 412 ending2; beside it 411 nothing has changed
memory in a child: 412 ending2; beside it 411 nothing has changed
memory in a fiber: 412 ending2; beside it 411 nothing has changed
memory in a shutdown function: 412 ending2; beside it 411 nothing has changed
