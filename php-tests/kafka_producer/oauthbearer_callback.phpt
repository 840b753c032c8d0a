--TEST--
OAUTHBEARER's callback runs in a coroutine, may wait, gets sasl.oauthbearer.config; what goes wrong in it is the error's reason
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Coroutine;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, Producer};
use function Peregrine\run;

$config = [
    'bootstrap.servers' => '127.0.0.1:1', 'security.protocol' => 'sasl_plaintext', 'sasl.mechanism' => 'OAUTHBEARER',
    'sasl.oauthbearer.config' => 'about=this', 'group.id' => 'g',
];
$payload = fn(array $claims) => 'e30.' . rtrim(strtr(base64_encode(json_encode($claims)), '+/', '-_'), '=') . '.sig';
$callbacks = [
    'throws' => function () { throw new RuntimeException('the desk is closed'); },
    'throws nothing to say' => function () { throw new RuntimeException(); },
    'null' => fn() => null,
    'an opaque text' => fn() => 'opaque',
    'a JWT that has ended' => fn() => $payload(['exp' => 1, 'sub' => 'me']),
    'no token' => fn() => ['lifetime_ms' => 1],
    'another key' => fn() => ['token' => 'x', 'lifetime' => 1],
    'a token that is a number' => fn() => ['token' => 7],
    'extensions that are none' => fn() => ['token' => 'x', 'lifetime_ms' => PHP_INT_MAX, 'extensions' => 'a'],
];
run(function () use ($config, $callbacks, $payload) {
    foreach ($callbacks as $name => $callback) {
        $consumer = new Consumer($config + ['oauthbearer_token_refresh_cb' => $callback]);
        $consumer->subscribe('t');
        try {
            $consumer->consume(10);
        } catch (KafkaException $e) {
            echo "$name: ", strstr($e->getMessage(), 'token: '), "\n";
        }
        unset($consumer);
    }
    $asked = new Coroutine\Channel(1);
    $producer = new Producer(array_diff_key($config, ['group.id' => 0]) + ['oauthbearer_token_refresh_cb' => function (string $about) use ($asked, $payload) {
        Coroutine::sleep(0.01);
        $asked->push([$about, Coroutine::getCid() > 1]);
        return $payload(['exp' => time() + 60, 'sub' => 'me']);
    }]);
    echo json_encode($asked->pop(10)), "\n";
    $producer->close();
    foreach ([['oauthbearer_token_refresh_cb' => 'no_such_function'], [], ['sasl.mechanism' => 'PLAIN', 'oauthbearer_token_refresh_cb' => 'strlen']] as $wrong) {
        try {
            new Producer($wrong + array_diff_key($config, ['group.id' => 0]));
        } catch (ValueError $e) {
            echo $e->getMessage(), "\n";
        }
    }
});
?>
--EXPECTF--
throws: token: oauthbearer_token_refresh_cb: the desk is closed
throws nothing to say: token: oauthbearer_token_refresh_cb: it threw an exception without a message
null: token: oauthbearer_token_refresh_cb: it returned null; it returns a JWT, or ['token' => string, 'lifetime_ms' => int, 'principal' => string, 'extensions' => array]
an opaque text: token: oauthbearer_token_refresh_cb: the token is no JWT with an expiry (claim exp); return its end in 'lifetime_ms', milliseconds since 1970
a JWT that has ended: token: librdkafka does not take the token: Must supply an unexpired token: now=%dms, exp=1000ms
no token: token: oauthbearer_token_refresh_cb: 'token' is missing; it returns a JWT, or ['token' => string, 'lifetime_ms' => int, 'principal' => string, 'extensions' => array]
another key: token: oauthbearer_token_refresh_cb: there is no 'lifetime'; it returns a JWT, or ['token' => string, 'lifetime_ms' => int, 'principal' => string, 'extensions' => array]
a token that is a number: token: oauthbearer_token_refresh_cb: 'token' is int; it returns a JWT, or ['token' => string, 'lifetime_ms' => int, 'principal' => string, 'extensions' => array]
extensions that are none: token: oauthbearer_token_refresh_cb: 'extensions' is string; it returns a JWT, or ['token' => string, 'lifetime_ms' => int, 'principal' => string, 'extensions' => array]
["about=this",true]
Peregrine\Kafka\Producer::__construct(): Argument #1 ($config) is wrong: oauthbearer_token_refresh_cb is string, which cannot be called
Peregrine\Kafka\Producer::__construct(): Argument #1 ($config) is wrong: OAUTHBEARER needs a source of tokens: a callable in oauthbearer_token_refresh_cb, or sasl.oauthbearer.method=oidc
Peregrine\Kafka\Producer::__construct(): Argument #1 ($config) is wrong: oauthbearer_token_refresh_cb is for sasl.mechanism=OAUTHBEARER; remove it, or set that
