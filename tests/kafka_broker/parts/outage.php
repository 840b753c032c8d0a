<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Coroutine\WaitGroup;
use Peregrine\Kafka\{Consumer, Message, Producer};
use function Peregrine\go;

/** The node stopped and started, killed and started, while 64 coroutines send: what is acknowledged is stored, once. */
function outage(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    // Everything fits into three minutes, however slow the machine is, so nothing may fail.
    $patient = ['message.timeout.ms' => 180_000, 'reconnect.backoff.max.ms' => 1000];
    $producer = new Producer($servers + $patient + ['enable.idempotence' => true, 'linger.ms' => 0]);
    $acknowledged = [];
    $errors = [];
    $sent = 0;
    $ending = false;
    $group = new WaitGroup();
    for ($n = 0; $n < 64; $n++) {
        $group->add();
        go(function () use ($producer, $group, &$acknowledged, &$errors, &$sent, &$ending) {
            while (!$ending) {
                $id = (string) $sent++;
                try {
                    $report = $producer->send('outage', $id, $id);
                    $acknowledged["$report->partition/$report->offset"] = $id;
                } catch (Throwable $error) {
                    $errors[$id] = $error->getMessage();
                }
                Coroutine::sleep(0.005);
            }
            $group->done();
        });
    }
    $answered = function (int $more) use (&$acknowledged) {
        $until = microtime(true) + PATIENCE;
        for ($want = count($acknowledged) + $more; count($acknowledged) < $want;) {
            microtime(true) < $until || throw new RuntimeException(count($acknowledged) . " acknowledged, $want wanted");
            Coroutine::sleep(0.01);
        }
    };
    try {
        $answered(3000);
        $node->stop();
        $node->start();
        $answered(3000);
        $node->kill();
        $node->start();
        $answered(3000);
    } finally {
        $ending = true;
        all_done($group, 'the senders');
    }
    check('the producer outlives a broker stopped and one killed', $errors === [], count($acknowledged) . ' acknowledged; ' . (reset($errors) ?: 'no error'));

    for ($partition = 0; $partition < PARTITIONS; $partition++) {
        $producer->send('outage', 'end', null, [], $partition);
    }
    $producer->close();
    $stored = [];
    $ends = 0;
    read($servers + ['group.id' => 'outage'], 'outage', function (Message $m) use (&$stored, &$ends) {
        if ($m->value === 'end') {
            return ++$ends < PARTITIONS;
        }
        $stored["$m->partition/$m->offset"] = $m->value;
    })->close();
    $lost = array_diff_assoc($acknowledged, $stored);
    check('every acknowledged message is stored where its report says', $lost === [], count($lost) . ' are not');
    $doubled = count($stored) - count(array_unique($stored));
    check('none is stored twice', $doubled === 0, "$doubled are");
    $unknown = array_diff($stored, $acknowledged);
    check('nothing is stored that was not acknowledged', $unknown === [], count($unknown) . ' are');
}
