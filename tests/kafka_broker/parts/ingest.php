<?php
/** The ingest service with its rules in a topic, and the events it takes in another. */
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Kafka\{Message, Producer};

require_once dirname(__DIR__, 2) . '/ingest/service/Running.php';

/** Waits until $holds. */
function soon(callable $holds): bool
{
    for ($until = microtime(true) + PATIENCE; microtime(true) < $until; Coroutine::sleep(0.05)) {
        if ($holds()) {
            return true;
        }
    }
    return false;
}

function ingest(Node $node): void
{
    $document = fn(string $version, string $rule) => '{"version":"' . $version . '","types":{"t":{"payload.v":' . $rule . '}}}';
    $event = '{"id":"1","type":"t","ts":"2026-11-02T10:11:12Z","payload":{"v":5}}';
    $producer = new Producer(['bootstrap.servers' => $node->address['plaintext']]);
    $producer->send('ingest-rules', $document('other', '{"max":1}'), 'another key');
    $producer->send('ingest-rules', $document('zero', '{"max":1}'), 'main');
    $producer->send('ingest-rules', $document('one', '{"max":10}'), 'main');
    $service = new Running(module(), ['KAFKA_BROKERS' => $node->address['plaintext'], 'RULES' => 'kafka://ingest-rules/main', 'KAFKA_TOPIC' => 'ingest-events', 'WORKERS' => '3']);
    try {
        $ready = soon(fn() => $service->status('/readyz') === 200);
        check('ingest: rules from a topic', $ready && $service->json('/stats')['rules_version'] === 'one', $ready ? '' : $service->log());
        check('ingest: an event is taken', $service->post($event)['status'] === 202);
        $started = microtime(true);
        $producer->send('ingest-rules', $document('two', '{"max":4}'), 'main');
        $versions = fn() => array_unique(array_map(fn() => $service->json('/stats')['rules_version'] ?? null, range(1, 12)));
        $all = soon(fn() => $versions() === ['two']);
        check('ingest: new rules in all workers', $all, sprintf('after %.2f s', microtime(true) - $started));
        check('ingest: and they count', $service->post($event)['status'] === 422);
        $producer->send('ingest-rules', '{"version":', 'main');
        check('ingest: a bad document is logged', soon(fn() => str_contains($service->log(), 'Rules two stay')));
        $producer->send('ingest-rules', null, 'main');
        check('ingest: as is one that was deleted', soon(fn() => str_contains($service->log(), 'has no message with the key "main"')));
        check('ingest: the old rules stay', $versions() === ['two']);
    } finally {
        $producer->close();
        $status = $service->end();
        check('ingest: ends with 0', $status === 0, $status === 0 ? '' : substr($service->log(), -300));
    }
    $read = null;
    read(['bootstrap.servers' => $node->address['plaintext'], 'group.id' => 'ingest'], 'ingest-events', function (Message $m) use (&$read) {
        $read = "$m->key $m->value";
        return false;
    })->close();
    check('ingest: the event is on its topic', $read === "1 $event", (string) $read);
}
