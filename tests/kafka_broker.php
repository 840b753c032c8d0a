<?php
/**
 * Producer and Consumer against Apache Kafka itself: php -n -d extension=MODULE tests/kafka_broker.php
 * What the mock brokers of the other tests cannot show: a real log, a broker that is stopped and killed under load, and
 * logins by SASL and TLS. Under a minute. The last line is "N passed, N failed, N skipped"; without Java or the registry
 * (scripts/kafka says which) everything is skipped.
 */
declare(strict_types=1);

require __DIR__ . '/kafka_broker/node.php';
require __DIR__ . '/kafka_broker/security.php';
require __DIR__ . '/kafka_broker/table_view.php';
require __DIR__ . '/kafka_broker/ingest.php';

use Peregrine\Coroutine;
use Peregrine\Coroutine\WaitGroup;
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\{Consumer, Message, Producer};
use function Peregrine\{go, run};

const MESSAGES = 100_000;
const PARTITIONS = 4;
/** Seconds without a message after which a reader gives up. */
const PATIENCE = 30.0;

$passed = $failed = $skipped = 0;

function check(string $name, bool $holds, string $seen = ''): void
{
    global $passed, $failed;
    $holds ? $passed++ : $failed++;
    echo $holds ? 'ok      ' : 'FAILED  ', $name, $seen === '' ? '' : " ($seen)", "\n";
}

/** Reads a topic from where the group is until $take, given each message, returns false. @param array<string, mixed> $config */
function read(array $config, string $topic, callable $take): Consumer
{
    $consumer = new Consumer($config + ['auto.offset.reset' => 'earliest', 'enable.auto.commit' => false]);
    $consumer->subscribe($topic);
    do {
        $message = $consumer->consume(PATIENCE) ?? throw new RuntimeException("$topic: no message in " . PATIENCE . ' s');
    } while ($take($message) !== false);
    return $consumer;
}

/** The value of message $i, of which its reader can tell everything. */
function value(int $i): string
{
    return "$i " . hash('sha256', (string) $i) . str_repeat(chr(97 + $i % 26), 100);
}

/** 100,000 messages there and back: all of them, each with its own bytes, in the order of their partition. */
function bulk(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    $started = microtime(true);
    $producer = new Producer($servers + ['enable.idempotence' => true, 'compression.codec' => 'zstd']);
    $lost = 0;
    $producer->onFailure(function () use (&$lost) {
        $lost++;
    });
    for ($i = 0; $i < MESSAGES; $i++) {
        $producer->enqueue('bulk', value($i), "key $i", ['number' => (string) $i], null, 1_700_000_000_000 + $i);
    }
    $producer->flush(PATIENCE);
    $rate = MESSAGES / (microtime(true) - $started);
    check(MESSAGES . ' messages are acknowledged', $lost === 0, sprintf('%d lost, %d a second', $lost, $rate));

    $count = $wrong = 0;
    $next = $newest = array_fill(0, PARTITIONS, -1);
    $started = microtime(true);
    $consumer = read($servers + ['group.id' => 'bulk'], 'bulk', function (Message $m) use (&$count, &$wrong, &$next, &$newest) {
        $i = (int) $m->value;
        $same = $m->value === value($i) && $m->key === "key $i" && $m->headers === ['number' => (string) $i]
            && $m->timestamp === 1_700_000_000_000 + $i;
        // Offsets without gaps and numbers that rise: nothing is missing, doubled or overtaken.
        $placed = $m->offset === $next[$m->partition] + 1 && $i > $newest[$m->partition];
        $wrong += $same && $placed ? 0 : 1;
        [$next[$m->partition], $newest[$m->partition]] = [$m->offset, $i];
        return ++$count < MESSAGES;
    });
    $rate = MESSAGES / (microtime(true) - $started);
    check('each is read once, unchanged and in its partition\'s order', $wrong === 0, sprintf('%d wrong, %d a second', $wrong, $rate));
    check('every partition has its share', min($next) > MESSAGES / PARTITIONS / 2, implode(', ', $next));

    $consumer->commit();
    $consumer->close();
    $producer->send('bulk', 'after the commit');
    $first = null;
    read($servers + ['group.id' => 'bulk'], 'bulk', function (Message $m) use (&$first) {
        $first = $m->value;
        return false;
    })->close();
    check('the group goes on where it committed', $first === 'after the commit', substr((string) $first, 0, 40));
    $producer->close();
}

/** The node stopped and started, killed and started, while 64 coroutines send: what is acknowledged is stored, once. */
function outage(Node $node): void
{
    $servers = ['bootstrap.servers' => $node->address['plaintext']];
    // Everything fits into a minute, so nothing may fail.
    $producer = new Producer($servers + ['enable.idempotence' => true, 'message.timeout.ms' => 60_000, 'linger.ms' => 0]);
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
                } catch (KafkaException $error) {
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
        $group->wait();
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
        'TLS where none is spoken?' => [['bootstrap.servers' => $node->address['plaintext']] + $good['SSL'], 'SSL handshake failed'],
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
                $producer = new Producer($config + ['message.timeout.ms' => 30_000]);
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
    $group->wait();
}

/** What producer and consumer say of a login that is refused. */
function refusals(Node $node): void
{
    $group = new WaitGroup();
    $send = fn(array $config) => (new Producer($config + ['message.timeout.ms' => 2000]))->send('logins', 'never');
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
                } catch (KafkaException $error) {
                    $text = $error->getMessage();
                }
                check("$name: $method() says so", str_contains($text, $reason) && !str_contains($text, '-secret'), $text);
                $group->done();
            });
        }
    }
    $group->wait();
}

// What librdkafka logs comes in here: brokers that are down on purpose make many lines, and none may have a secret.
$log = tempnam(sys_get_temp_dir(), 'kafka');
fclose(STDERR);
$stderr = fopen($log, 'a'); // the lowest free descriptor, which is 2
run(function () {
    $node = new Node();
    try {
        if ($node->start() === Node::UNAVAILABLE) {
            $GLOBALS['skipped']++;
            return;
        }
        foreach (['bulk', 'outage', 'logins', 'refusals', 'tokens', 'mutual_tls', 'table_view', 'ingest'] as $part) {
            $started = microtime(true);
            try {
                $part($node);
            } catch (Throwable $error) {
                check($part, false, (string) $error);
            }
            printf("        %s: %.1f s\n", $part, microtime(true) - $started);
        }
    } finally {
        $node->remove();
    }
});
$lines = file_get_contents($log);
unlink($log);
if ($skipped === 0) {
    check('no secret is in the log', str_contains($lines, 'SASL') && !str_contains($lines, '-secret'), strlen($lines) . ' bytes');
}
if ($failed > 0) {
    echo "the last lines of the log:\n", implode("\n", array_slice(explode("\n", $lines), -20)), "\n";
}
echo "$passed passed, $failed failed, $skipped skipped\n";
exit($failed === 0 ? 0 : 1);
