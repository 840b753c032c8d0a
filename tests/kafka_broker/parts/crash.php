<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Kafka\{Message, Producer};

const WORK = 20_000;
const DEATHS = 4;

/** Members killed by SIGKILL while they work: nothing is left out, and with transactions nothing comes twice. */
function crash(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $producer = new Producer($servers + ['linger.ms' => 5]);
    for ($i = 0; $i < WORK; $i++) {
        $producer->enqueue('work', "$i", "$i");
    }
    foreach (['plain', 'transactional'] as $kind) {
        $producer->send("results-$kind", 'begin'); // makes the topic before it is read
    }
    $producer->close();
    foreach (['plain', 'transactional'] as $kind) {
        $results = killed_often($servers, $kind);
        $missing = WORK - count($results);
        check("$kind: nothing is left out after " . DEATHS . ' kills', $missing === 0, "$missing missing");
        $twice = count(array_filter($results, fn(int $n) => $n > 1));
        if ($kind === 'transactional') {
            check('transactional: each message has one result', $twice === 0, "$twice twice");
        } else {
            printf("        plain: %d of %d came twice, as at-least-once allows\n", $twice, WORK);
        }
    }
}

/** How often each piece of work has a committed result, after a worker that was killed over and over. @return array<string, int> */
function killed_often(array $servers, string $kind): array
{
    $topic = "results-$kind";
    $environment = ['BROKERS' => $servers['bootstrap.servers'], 'KIND' => $kind, 'RESULTS' => $topic];
    $results = [];
    $member = new Member('worker', $environment);
    $deaths = 0;
    read($servers + ['group.id' => $topic], $topic, function (Message $result) use (&$results, &$member, &$deaths, $environment) {
        if ($result->value === 'begin') {
            return true;
        }
        $results[$result->value] = ($results[$result->value] ?? 0) + 1;
        if ($deaths < DEATHS && count($results) > ($deaths + 1) * WORK / (DEATHS + 2)) {
            $deaths++;
            $member->kill();
            $member->ended() === -SIGKILL || throw new RuntimeException('the worker had ended before it was killed');
            $member = new Member('worker', $environment);
        }
        return count($results) < WORK;
    })->close();
    $member->kill(SIGTERM);
    $member->ended();
    // What the last worker wrote behind the message that was the last to come.
    $reader = new Peregrine\Kafka\Consumer($servers + ['group.id' => "$topic again", 'auto.offset.reset' => 'earliest']);
    $reader->subscribe($topic);
    // While one is missing there is reason to wait for it.
    for ($all = []; ($message = $reader->consume(count($all) <= WORK ? PATIENCE : 1.5)) !== null;) {
        $all[$message->value] = ($all[$message->value] ?? 0) + 1;
    }
    $reader->close();
    unset($all['begin']);
    return $all;
}
