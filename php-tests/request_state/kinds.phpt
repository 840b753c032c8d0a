--TEST--
Two requests under way at once keep every kind of state apart: set in their own coroutine, in nested fibers, in a child
--EXTENSIONS--
session
libxml
simplexml
mbstring
--INI--
session.gc_probability=0
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';
require __DIR__ . '/../include/sessions.php';
require __DIR__ . '/../include/kinds.php';
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;

/** Meets the other request several times; gives what it saw between, which should always be the same. */
function meetings(): array
{
    $seen = [Kinds::look()];
    for ($i = 0; $i < 4; $i++) {
        together(2);
        $seen[] = Kinds::look();
        Coroutine::sleep(0.001);
        $seen[] = Kinds::look();
    }
    return $seen;
}

$places = [
    'own' => function (string $token): array {
        Kinds::set($token);
        return meetings();
    },
    'fiber' => function (string $token): array {
        $inner = new Fiber(function () use ($token) {
            Kinds::set($token);
            Fiber::suspend();
            return meetings();
        });
        $outer = new Fiber(function () use ($inner) {
            $inner->start();
            together(2);
            Fiber::suspend();
            $inner->resume();
        });
        $outer->start();
        Coroutine::sleep(0.001);
        $outer->resume();
        return $inner->getReturn();
    },
    'child' => function (string $token): array {
        $done = new Channel(1);
        Coroutine::create(function () use ($token, $done) {
            // Meets before, too, so that it is not all done while the parent is in create().
            together(2);
            Kinds::set($token);
            $done->push(meetings());
        });
        $seen = $done->pop();
        // The parent sees what the child set, but for what is a coroutine's own.
        $parents = array_diff_key(Kinds::look(), array_flip(Kinds::OF_COROUTINE));
        return [...$seen, $parents + $seen[0]];
    },
];

$running = serve(function ($server) use ($places) {
    session_save_path(session_directory());
    $server->set(['request_state' => true]);
    $server->on('workerStart', Kinds::isolate(...));
    $server->on('request', function ($request) use ($places) {
        [, $place, $token] = explode('/', $_SERVER['REQUEST_URI']);
        $seen = $places[$place]($token);
        while (ob_get_level() > 0 && ob_end_clean());
        $changed = array_merge(...array_map(fn ($later) => differing($seen[0], $later), $seen));
        echo json_encode(['changed' => array_unique($changed), 'seen' => $seen[0], 'fresh' => fresh_look()]);
    });
});

$fresh = null;
foreach (array_keys($places) as $place) {
    [$left, $right] = ask_together($running, ["GET /$place/left1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /$place/right2 HTTP/1.1\r\nHost: a\r\n\r\n"]);
    foreach ([[$left, 'left1'], [$right, 'right2']] as [$answer, $token]) {
        $said = $answer->json();
        echo "$place $token: $answer->status {$answer->field('x-kinds')} {$answer->field('set-cookie')}, changed: ", json_encode($said['changed'] ?? $answer->body), "\n";
        $fresh ??= $said['fresh'];
        echo implode("\n", differing($fresh, $said['fresh'])), $fresh === $said['fresh'] ? '' : "\n";
        // Not one of them is as it was before it was set.
        $same = array_filter(array_keys($fresh), fn ($name) => $fresh[$name] === $said['seen'][$name]);
        echo $same ? 'not set: ' . implode(', ', $same) . "\n" : '';
        $running->line("shutdown of $token sees $token");
    }
    $same = array_filter(array_keys($fresh), fn ($name) => $left->json()['seen'][$name] === $right->json()['seen'][$name]);
    echo "the same in both: ", implode(', ', $same), "\n";
}
echo count($fresh), " kinds\n";
echo $running->stop();
?>
--EXPECT--
own left1: 411 left1 kinds=left1, changed: []
own right2: 412 right2 kinds=right2, changed: []
the same in both: 
fiber left1: 411 left1 kinds=left1, changed: []
fiber right2: 412 right2 kinds=right2, changed: []
the same in both: 
child left1: 411 left1 kinds=left1, changed: []
child right2: 412 right2 kinds=right2, changed: []
the same in both: 
32 kinds
