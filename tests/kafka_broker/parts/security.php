<?php
/** Logins by token, and TLS in both directions. */
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Coroutine\WaitGroup;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, Message, Producer};
use function Peregrine\go;

/** An unsigned JWT that is good for $seconds. @param array<string, mixed> $claims */
function jwt(float $seconds, array $claims = ['sub' => 'me']): string
{
    $part = fn(array $what) => rtrim(strtr(base64_encode(json_encode($what)), '+/', '-_'), '=');
    $now = microtime(true);
    return $part(['alg' => 'none']) . '.' . $part($claims + ['iat' => $now, 'exp' => $now + $seconds]) . '.';
}

/**
 * OAUTHBEARER against a broker that ends connections whose login is older than three seconds: tokens are renewed while the
 * client is idle, and the one connection to the broker lives on.
 */
function tokens(Node $node): void
{
    $oauth = ['bootstrap.servers' => $node->address['sasl'], 'security.protocol' => 'sasl_plaintext', 'sasl.mechanism' => 'OAUTHBEARER'];
    $asked = 0;
    $callback = function () use (&$asked): string {
        $asked++;
        return jwt(8);
    };
    $producer = new Producer($oauth + ['oauthbearer_token_refresh_cb' => $callback, 'message.timeout.ms' => 60_000]);
    $producer->send('logins', 'by token');
    for ($until = microtime(true) + PATIENCE; $asked < 2 && microtime(true) < $until;) {
        Coroutine::sleep(0.05);
    }
    Coroutine::sleep(2.5); // the first token is over by now
    $started = microtime(true);
    $producer->send('logins', 'by a later token');
    check('an idle producer has a new token and sends with it', $asked >= 2, sprintf('%d, sent in %.3f s', $asked, microtime(true) - $started));
    $producer->close();

    $unsecured = $oauth + ['enable.sasl.oauthbearer.unsecure.jwt' => true, 'sasl.oauthbearer.config' => 'principal=me lifeSeconds=60'];
    $read = null;
    read($unsecured + ['group.id' => 'by token'], 'logins', function (Message $m) use (&$read) {
        $read = $m->value;
        return $m->value !== 'by a later token';
    })->close();
    check('a consumer with unsecured tokens reads', $read === 'by a later token');

    $text = 'nothing thrown';
    try {
        $consumer = new Consumer($oauth + ['group.id' => 'refused', 'oauthbearer_token_refresh_cb' => fn() => jwt(60, ['nobody' => 'S3CRET-secret'])]);
        $consumer->subscribe('logins');
        $consumer->consume(PATIENCE);
    } catch (KafkaException $error) {
        $text = $error->getMessage();
        check('a refused token is not retriable', !$error->isRetriable() && !$error->isFatal(), $error->getName());
    }
    $hidden = !str_contains($text, 'S3CRET') && !str_contains($text, strstr(jwt(60), '.', true));
    check('a refused token is said and not shown', str_contains($text, 'SASL authentication error') && $hidden, $text);
}

/** A listener that takes only clients whose certificate its authority signed. */
function mutual_tls(Node $node): void
{
    $ssl = ['bootstrap.servers' => $node->address['mtls'], 'security.protocol' => 'ssl', 'ssl.ca.location' => $node->address['ca']];
    $pem = fn(string $who) => ['ssl.certificate.location' => $node->address["{$who}_cert"], 'ssl.key.location' => $node->address["{$who}_key"]];
    $inline = fn(string $who) => [
        'ssl.certificate.pem' => file_get_contents($node->address["{$who}_cert"]),
        'ssl.key.pem' => file_get_contents($node->address["{$who}_key"]),
    ];
    $group = new WaitGroup();
    $cases = [
        'with its certificate' => [$pem('client'), null],
        'with its certificate as text' => [$inline('client'), null],
        'without one' => [[], 'SSL|Disconnected|disconnected'],
        'with a stranger\'s' => [$pem('stranger'), 'SSL|Disconnected|disconnected'],
    ];
    foreach ($cases as $name => [$certificate, $reason]) {
        $group->add();
        go(function () use ($name, $certificate, $reason, $ssl, $group) {
            $text = '';
            try {
                // As long as it takes where it has to arrive; else until it is said what the trouble was.
                $producer = new Producer($certificate + $ssl + ['message.timeout.ms' => $reason === null ? 60_000 : 10_000]);
                $producer->send('logins', $name);
            } catch (Throwable $error) {
                $text = $error->getMessage();
            }
            $right = $reason === null ? $text === '' : preg_match("/$reason/", $text) === 1;
            check("mutual TLS: a client $name " . ($reason === null ? 'sends' : 'is refused'), $right && !str_contains($text, 'PRIVATE KEY'), $text);
            $group->done();
        });
    }
    all_done($group, 'clients with certificates');
}
