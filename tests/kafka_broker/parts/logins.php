<?php
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Coroutine\WaitGroup;
use Peregrine\Kafka\{Consumer, Message, Producer};
use function Peregrine\go;

/** Settings of clients that may log in. @return array<string, array<string, mixed>> */
function good_logins(Node $node): array
{
    $sasl = ['bootstrap.servers' => $node->address['sasl'], 'security.protocol' => 'sasl_plaintext'];
    $ssl = ['bootstrap.servers' => $node->address['ssl'], 'security.protocol' => 'ssl', 'ssl.ca.location' => $node->address['ca']];
    $certificate = ['ssl.certificate.location' => $node->address['client_cert'], 'ssl.key.location' => $node->address['client_key']];
    $scram = ['sasl.username' => 'scram', 'sasl.password' => 'scram-secret'];
    return [
        'SCRAM-SHA-256' => $sasl + $scram + ['sasl.mechanism' => 'SCRAM-SHA-256'],
        'SCRAM-SHA-512' => $sasl + $scram + ['sasl.mechanism' => 'SCRAM-SHA-512'],
        'PLAIN' => $sasl + ['sasl.mechanism' => 'PLAIN', 'sasl.username' => 'plain', 'sasl.password' => 'plain-secret'],
        'SSL' => $ssl,
        'SSL with a client certificate' => $ssl + $certificate,
    ];
}

/**
 * Settings that are refused, and a word of the reason. Those that end in "?" librdkafka takes for a broker in trouble, and
 * a consumer tries on.
 *
 * @return array<string, array{array<string, mixed>, string}>
 */
function wrong_logins(Node $node): array
{
    $good = good_logins($node);
    $wrong = ['sasl.password' => 'WRONG-secret'];
    return [
        'SCRAM-SHA-256 with a wrong password' => [$wrong + $good['SCRAM-SHA-256'], 'SASL authentication error'],
        'SCRAM-SHA-512 with an unknown user' => [['sasl.username' => 'nobody'] + $wrong + $good['SCRAM-SHA-512'], 'SASL authentication error'],
        'PLAIN with a wrong password' => [$wrong + $good['PLAIN'], 'SASL authentication error'],
        'SSL without the authority' => [array_diff_key($good['SSL'], ['ssl.ca.location' => 0]), 'certificate verify failed'],
        'SSL with another authority' => [['ssl.ca.location' => $node->address['stranger_ca']] + $good['SSL'], 'certificate verify failed'],
        'a name that is not the certificate\'s' => [
            ['bootstrap.servers' => str_replace('127.0.0.1', 'localhost', $node->address['ssl']), 'broker.address.family' => 'v4'] + $good['SSL'],
            'certificate verify failed',
        ],
        'TLS where none is spoken?' => [['bootstrap.servers' => $node->address['plaintext']] + $good['SSL'], 'PLAINTEXT broker listener?'],
    ];
}

/** Each way to log in, by a producer and a consumer, all at once. */
function logins(Node $node): void
{
    $group = new WaitGroup();
    foreach (good_logins($node) as $name => $config) {
        $group->add();
        go(function () use ($name, $config, $group) {
            $seen = 'no error';
            $read = null;
            try {
                $producer = new Producer($config + ['message.timeout.ms' => 60_000]);
                $producer->send('logins', $name);
                $producer->close();
                read($config + ['group.id' => $name], 'logins', function (Message $m) use (&$read, $name) {
                    $read = $m->value;
                    return $m->value !== $name;
                })->close();
            } catch (Throwable $error) {
                $seen = $error->getMessage();
            }
            check("$name: sends and reads", $read === $name, $seen);
            $group->done();
        });
    }
    all_done($group, 'logins');
}

/** What producer and consumer say of a login that is refused. */
function refusals(Node $node): void
{
    $group = new WaitGroup();
    // A producer tries until then, and says what its last trouble was: by then there has to be one, on a slow machine, too.
    $send = fn(array $config) => (new Producer($config + ['message.timeout.ms' => 10_000]))->send('logins', 'never');
    $consume = function (array $config): void {
        $consumer = new Consumer($config + ['group.id' => 'wrong']);
        $consumer->subscribe('logins');
        $consumer->consume(PATIENCE);
    };
    foreach (wrong_logins($node) as $name => [$config, $reason]) {
        foreach (str_ends_with($name, '?') ? ['send' => $send] : ['send' => $send, 'consume' => $consume] as $method => $call) {
            $group->add();
            go(function () use ($name, $config, $reason, $method, $call, $group) {
                $text = 'nothing thrown';
                try {
                    $call($config);
                } catch (Throwable $error) {
                    $text = $error->getMessage();
                }
                check("$name: $method() says so", str_contains($text, $reason) && !str_contains($text, '-secret'), $text);
                $group->done();
            });
        }
    }
    all_done($group, 'logins');
}
