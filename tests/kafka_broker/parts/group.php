<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Coroutine\WaitGroup;
use Peregrine\Kafka\{Consumer, Message, Producer};
use function Peregrine\go;

const FLOOD = 30_000;

/** Members come and go while messages flow: each message once, with both protocols; static members; SIGTERM. */
function group(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    foreach (['cooperative-sticky', 'range,roundrobin'] as $strategy) {
        rebalances($servers, $strategy);
    }
    static_member($servers);
    told_to_end($servers);
}

function rebalances(array $servers, string $strategy): void
{
    $topic = 'flood-' . strtok($strategy, '-,');
    $producer = new Producer($servers + ['linger.ms' => 5]);
    $producer->send($topic, 'first');
    $config = $servers + ['group.id' => $topic, 'auto.offset.reset' => 'earliest', 'partition.assignment.strategy' => $strategy];
    $times = $callbacks = $members = [];
    $wrong = 0;
    $group = new WaitGroup();
    $member = function (int $number) use ($config, $topic, $group, &$members, &$times, &$callbacks, &$wrong): Consumer {
        $consumer = new Consumer($config);
        $own = [];
        $consumer->onAssign(function (array $given) use ($topic, $number, &$own, &$callbacks) {
            Coroutine::sleep(0.02); // the consumer waits
            $own += array_flip($given[$topic]);
            $callbacks[] = "+$number";
        });
        $consumer->onRevoke(function (array $taken, bool $lost) use ($topic, $number, &$own, &$callbacks) {
            $own = array_diff_key($own, array_flip($taken[$topic])); // every handler of these has ended, and none begins
            Coroutine::sleep(0.02);
            $callbacks[] = ($lost ? '!' : '-') . $number;
        });
        $consumer->subscribe($topic);
        $group->add();
        go(function () use ($consumer, $group, &$own, &$times, &$wrong) {
            try {
                $consumer->each(function (Message $message) use (&$own, &$times, &$wrong) {
                    Coroutine::sleep(0.001);
                    $times[$message->value] = ($times[$message->value] ?? 0) + 1;
                    $wrong += isset($own[$message->partition]) ? 0 : 1;
                }, concurrency: 32);
            } finally {
                $group->done();
            }
        });
        return $members[$number] = $consumer;
    };
    try {
        come_and_go($producer, $topic, $member, $times, $callbacks);
    } finally {
        array_map(fn(Consumer $consumer) => $consumer->close(), $members);
        all_done($group, 'the members');
    }
    $doubled = count(array_filter($times, fn(int $n) => $n > 1));
    check("$strategy: each message is handled once by three members that come and go", $doubled === 0, count($times) . " messages, $doubled twice");
    check("$strategy: the callbacks were waited for", $wrong === 0, implode(' ', $callbacks));
}

/** Three members while messages flow, of which the second leaves before the end; returns when each message was handled. */
function come_and_go(Producer $producer, string $topic, callable $member, array &$times, array &$callbacks): void
{
    $member(1);
    until(function () use (&$times) { return $times !== []; }, 'the first message');
    $sending = new WaitGroup();
    $sending->add();
    go(function () use ($producer, $topic, $sending) {
        try {
            for ($i = 0; $i < FLOOD; $i++) {
                $producer->enqueue($topic, "$i", "$i");
                $i % 100 === 0 && Coroutine::sleep(0.01);
            }
        } finally {
            $producer->close();
            $sending->done();
        }
    });
    $second = $member(2);
    until(function () use (&$callbacks) { return in_array('+2', $callbacks, true); }, 'the second member');
    $member(3);
    until(function () use (&$callbacks) { return in_array('+3', $callbacks, true); }, 'the third member');
    $second->close();
    all_done($sending, 'the sender');
    until(function () use (&$times) { return count($times) > FLOOD; }, 'all messages');
}

/** A static member that is gone for a moment gets its partitions back without a rebalance. */
function static_member(array $servers): void
{
    $config = $servers + ['group.id' => 'static', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 30_000];
    // By what its callbacks were told: they are called a moment after assignment() has changed.
    $changes = $held = 0;
    $other = new Consumer($config + ['group.instance.id' => 'b']);
    $other->onAssign(function (array $given) use (&$changes, &$held) {
        $changes++;
        $held += count($given['places']);
    });
    $other->onRevoke(function (array $taken) use (&$held) {
        $held -= count($taken['places']);
    });
    $other->subscribe('places');
    $reading = true;
    go(function () use ($other, &$reading) {
        try {
            while ($reading) {
                $other->consume(0.05);
            }
        } finally {
            $other->close();
        }
    });
    $begin = function () use ($config): Consumer {
        $consumer = new Consumer($config + ['group.instance.id' => 'a']);
        $consumer->subscribe('places');
        return $consumer;
    };
    $consumer = $begin();
    // A member changes its partitions while it consumes.
    $has = function (Consumer $consumer, int $partitions): bool {
        $consumer->consume(0.05);
        return count($consumer->assignment()['places'] ?? []) === $partitions;
    };
    try {
        until(function () use ($has, $consumer, &$held) { return $has($consumer, 2) && $held === 2; }, 'two members');
        [$own, $before] = [$consumer->assignment(), $changes];
        $consumer->close();
        $consumer = $begin();
        until(fn() => $has($consumer, 2), 'the member is back');
        check('a static member gets its partitions back', $consumer->assignment() === $own && $changes === $before, json_encode($own));
    } finally {
        $consumer->close();
        $reading = false;
    }
}

/** A script that is told to end by SIGTERM handles its message to the end, commits and leaves. */
function told_to_end(array $servers): void
{
    $file = tempnam(sys_get_temp_dir(), 'kafka');
    try {
        foreach (['loop', 'each'] as $manner) {
            $environment = ['BROKERS' => $servers['bootstrap.servers'], 'TOPIC' => 'places', 'GROUP' => "ends-$manner" . getmypid(), 'FILE' => $file, 'MANNER' => $manner];
            file_put_contents($file, '');
            $member = new Member('reader', $environment);
            until(fn() => count(file($file)) > 50, 'a member reads');
            $member->kill(SIGTERM);
            $status = $member->ended();
            $lines = file($file, FILE_IGNORE_NEW_LINES);
            check("SIGTERM ends a script's $manner in order", $status === 0 && end($lines) === 'left', "status $status");
            $member = new Member('reader', $environment);
            until(fn() => count(file($file)) >= 1001, 'the next member reads the rest');
            $member->kill(SIGTERM);
            $member->ended();
            $handled = array_filter(file($file, FILE_IGNORE_NEW_LINES), 'is_numeric');
            check("the next goes on behind it ($manner)", count($handled) === 1000 && count(array_unique($handled)) === 1000, count($handled) . ' messages');
        }
    } finally {
        unlink($file);
    }
}
