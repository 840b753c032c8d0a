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

/** The status that an event gets, which is sent again for so long as Kafka is not there yet: a worker's first one has to log in. */
function taken(Running $service, string $event): int
{
    $status = 0;
    soon(function () use ($service, $event, &$status) {
        $status = $service->post($event)['status'] ?? 0;
        return $status !== 503;
    });
    return $status;
}

function ingest(Node $node): void
{
    ingest_rules($node);
    foreach (ingest_examples() as $example => $options) {
        ingest_logins($node, $example, $options);
    }
    ingest_refusals($node);
}

/** The service, and the same with Phalcon where there is one. @return array<string, list<string>> PHP's options by the example's name */
function ingest_examples(): array
{
    [$five, $six] = [getenv('PHALCON_EXTENSION') ?: null, getenv('PHALCON_PATH') ?: null];
    $options = ['-d', 'xdebug.mode=off', ...($five === null ? [] : ['-d', "extension=$five"])]; // Phalcon wants PHP's own extensions
    return ['ingest' => ['-n']] + ($five === null && $six === null ? [] : ['phalcon-ingest' => $options]);
}

/** Rules from a topic, new ones, bad ones. */
function ingest_rules(Node $node): void
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
        check('ingest: an event is taken', taken($service, $event) === 202);
        $started = microtime(true);
        $producer->send('ingest-rules', $document('two', '{"max":4}'), 'main');
        $versions = fn() => array_unique(array_map(fn() => $service->json('/stats')['rules_version'] ?? null, range(1, 12)));
        $all = soon(fn() => $versions() === ['two']);
        check('ingest: new rules in all workers', $all, sprintf('after %.2f s', microtime(true) - $started));
        check('ingest: and they count', ($service->post($event)['status'] ?? 0) === 422);
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

/** Each way to log in takes an event, and rules from a topic by the same login. */
function ingest_logins(Node $node, string $example, array $options): void
{
    $file = tempnam(sys_get_temp_dir(), 'secret');
    file_put_contents($file, "scram-secret\n");
    $tls = ['KAFKA_BROKERS' => $node->address['sasl_ssl'], 'KAFKA_SSL_CA_LOCATION' => $node->address['ca']];
    $ways = [
        'SCRAM-SHA-512 in TLS, the password in a file' => ['KAFKA_SASL_MECHANISM' => 'SCRAM-SHA-512', 'KAFKA_SASL_USERNAME' => 'scram', 'KAFKA_SASL_PASSWORD_FILE' => $file] + $tls,
        'PLAIN in TLS' => ['KAFKA_SECURITY_PROTOCOL' => 'SASL_SSL', 'KAFKA_SASL_MECHANISM' => 'PLAIN', 'KAFKA_SASL_USERNAME' => 'plain', 'KAFKA_SASL_PASSWORD' => 'plain-secret'] + $tls,
        'a client\'s certificate' => [
            'KAFKA_BROKERS' => $node->address['mtls'], 'KAFKA_SSL_CERTIFICATE_LOCATION' => $node->address['client_cert'], 'KAFKA_SSL_KEY_LOCATION' => $node->address['client_key'],
        ] + $tls,
    ];
    $producer = new Producer(['bootstrap.servers' => $node->address['plaintext']]);
    $producer->send('ingest-login-rules', '{"version":"by topic","types":{"t":{}}}', 'rules');
    $producer->close();
    $wanted = [];
    $topic = "$example-logins";
    foreach ($ways as $name => $login) {
        $env = $login + ['RULES' => 'kafka://ingest-login-rules', 'KAFKA_TOPIC' => $topic, 'WORKERS' => '1'] + array_filter(['PHALCON_PATH' => (string) getenv('PHALCON_PATH')]);
        $service = new Running(module(), $env, $example, $options);
        try {
            $ready = soon(fn() => $service->status('/readyz') === 200);
            $event = json_encode(['id' => $name, 'type' => 't', 'ts' => '2026-11-02T10:11:12Z', 'payload' => (object) []]);
            $status = $ready ? taken($service, $event) : 0;
            check("$example: $name: an event is taken", $status === 202, $status === 202 ? '' : "$status " . substr($service->log(), -1000));
            $wanted[] = $name;
        } finally {
            $ended = $service->end();
        }
        check("$example: $name: ends with 0, and no secret is in its log", $ended === 0 && !str_contains($service->log(), '-secret'));
    }
    unlink($file);
    $read = [];
    read(['bootstrap.servers' => $node->address['plaintext'], 'group.id' => $topic], $topic, function (Message $m) use (&$read, $wanted) {
        $read[$m->key] = $m->key; // one that was sent again may be there twice
        return count($read) < count($wanted);
    })->close();
    sort($read);
    sort($wanted);
    check("$example: the events of all logins are on the topic", $read === $wanted, implode('; ', $read));
}

/** A login that the brokers refuse: 503, the reason in the log, no secret. */
function ingest_refusals(Node $node): void
{
    $tls = ['KAFKA_BROKERS' => $node->address['sasl_ssl'], 'KAFKA_SSL_CA_LOCATION' => $node->address['ca']];
    $refused = [
        'a wrong password' => ['KAFKA_SASL_MECHANISM' => 'SCRAM-SHA-256', 'KAFKA_SASL_USERNAME' => 'scram', 'KAFKA_SASL_PASSWORD' => 'WRONG-secret'],
        // The token, a signed URL, comes as far as the node's login, which takes JWTs.
        'AWS_MSK_IAM where there is no AWS' => ['KAFKA_SASL_MECHANISM' => 'AWS_MSK_IAM', 'AWS_REGION' => 'eu-west-1', 'AWS_ACCESS_KEY_ID' => 'AKIDEXAMPLE', 'AWS_SECRET_ACCESS_KEY' => 'AWS-secret', 'AWS_ENDPOINT_URL_STS' => 'http://127.0.0.1:1'],
    ];
    foreach ($refused as $name => $login) {
        $service = new Running(module(), $login + $tls + ['WORKERS' => '1']);
        try {
            $ready = soon(fn() => $service->status('/readyz') === 200);
            $answer = $ready ? $service->post('{"id":"1","type":"sensor.reading","ts":"2026-11-02T10:11:12Z","payload":{"sensor":"a","celsius":5}}') : null;
            check("ingest: $name: 503", ($answer['status'] ?? 0) === 503, json_encode($answer));
            check("ingest: $name: the log says why", soon(fn() => str_contains($service->log(), 'SASL authentication error')), substr($service->log(), -1000));
        } finally {
            $service->end();
        }
        $said = $service->log() . json_encode($answer ?? null);
        check("ingest: $name: no secret is shown", !str_contains($said, '-secret') && !str_contains($said, 'X-Amz-Signature'));
    }
}
