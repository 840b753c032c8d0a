--TEST--
Every bad end of a request, in its coroutine or in a child, is its own only: what was sent, or 500; the worker goes on
--INI--
display_errors=0
log_errors=0
memory_limit=64M
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

function fail(string $how): void
{
    switch ($how) {
        case 'exit':
            exit('said by exit');
        case 'throw':
            throw new DomainException('thrown');
        case 'fatal':
            trigger_error('fatal', E_USER_ERROR);
        case 'undefined':
            (function () {
                undefined_function();
            })();
        case 'compile':
            eval('class C { function f() {} function f() {} }');
        case 'memory':
            $text = str_repeat('x', 1 << 30);
    }
}

/** What a request of any kind does before it ends badly. */
function begin(): void
{
    header('X-Begun: 1');
    ob_start();
    echo 'begun ';
    register_shutdown_function(function () {
        note('shutdown ' . $_GET['id']);
        Coroutine::sleep(0.001);
        echo '[shutdown]';
        note('shutdown waited ' . $_GET['id']);
    });
}

$running = serve(function ($server) {
    $server->set(['request_state' => true, 'max_wait_time' => 20]);
    $server->on('request', function () {
        [, $where, $how] = explode('/', parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
        begin();
        if ($where === 'own') {
            fail($how);
        } elseif ($where === 'flushed') {
            ob_end_flush();
            flush();
            fail($how);
        } elseif ($where === 'child') {
            Coroutine::create(fn () => fail($how));
            echo 'not reached';
            note('reached');
        } elseif ($where === 'later') {
            try {
                Coroutine::create(function () use ($how) {
                    Coroutine::sleep(0.002);
                    fail($how);
                });
                Coroutine::create(function () {
                    try {
                        Coroutine::sleep(10);
                        note('sibling went on');
                    } finally {
                        note('sibling ' . $_GET['id']);
                    }
                });
                Coroutine::sleep(10);
                note('went on');
            } finally {
                note('finally ' . $_GET['id']);
            }
        } elseif ($where === 'shutdown') {
            register_shutdown_function(fn () => fail($how));
            register_shutdown_function(fn () => note('after it'));
        } else {
            echo 'parked';
            Coroutine::yield();
        }
    });
});
$id = 0;
$fatal = [];
foreach (['own', 'flushed', 'child', 'later', 'shutdown'] as $where) {
    foreach (['exit', 'throw', 'undefined', 'fatal', 'compile', 'memory'] as $how) {
        $id++;
        $answer = $running->get("/$where/$how?id=$id");
        echo "$where $how: $answer->status {$answer->field('x-begun')} $answer->body", $answer->whole ? '' : ' (cut)', "\n";
        $running->line("shutdown $id");
        $running->line("shutdown waited $id");
        if ($where === 'later') {
            $running->line("sibling $id");
            $running->line("finally $id");
        }
    }
}
$running->stop();
?>
--EXPECT--
own exit: 200 1 begun said by exit[shutdown]
own throw: 500 1 begun [shutdown]
own undefined: 500 1 begun [shutdown]
own fatal: 500 1 begun [shutdown]
own compile: 500 1 begun [shutdown]
own memory: 500 1 [shutdown]
flushed exit: 200 1 begun said by exit[shutdown]
flushed throw: 200 1 begun [shutdown]
flushed undefined: 200 1 begun [shutdown]
flushed fatal: 200 1 begun [shutdown]
flushed compile: 200 1 begun [shutdown]
flushed memory: 200 1 begun [shutdown]
child exit: 200 1 said by exitbegun [shutdown]
child throw: 500 1 begun [shutdown]
child undefined: 500 1 begun [shutdown]
child fatal: 500 1 begun [shutdown]
child compile: 500 1 begun [shutdown]
child memory: 500 1 begun [shutdown]
later exit: 200 1 said by exitbegun [shutdown]
later throw: 500 1 begun [shutdown]
later undefined: 500 1 begun [shutdown]
later fatal: 500 1 begun [shutdown]
later compile: 500 1 begun [shutdown]
later memory: 500 1 begun [shutdown]
shutdown exit: 200 1 begun [shutdown]said by exit
shutdown throw: 500 1 begun [shutdown]
shutdown undefined: 500 1 begun [shutdown]
shutdown fatal: 500 1 begun [shutdown]
shutdown compile: 500 1 begun [shutdown]
shutdown memory: 500 1 
