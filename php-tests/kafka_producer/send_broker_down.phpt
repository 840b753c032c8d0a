--TEST--
Kafka\Producer::send() throws a retriable KafkaException when no broker answers in time, and works again after
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Exception\KafkaException;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer([
        'bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0, 'message.timeout.ms' => 300,
        'reconnect.backoff.max.ms' => 100,
    ]);
    $cluster->brokerDown();
    $down = function () use ($producer): KafkaException {
        try {
            $producer->send('t', 'v');
        } catch (KafkaException $e) {
            return $e;
        }
        throw new Exception('sent');
    };
    // A process that is held up may not have tried to connect before the message is too old.
    for ($try = 0; $try < 20 && !str_contains(($e = $down())->getMessage(), '; the last trouble was '); $try++);
    [$what, $why] = explode('; the last trouble was ', $e->getMessage());
    var_dump($e instanceof Peregrine\Exception, $what, str_contains($why, $cluster->bootstrapServers()), $e->getCode(), $e->getName(), $e->isRetriable(), $e->isFatal());
    $cluster->brokerUp();
    for ($sent = null; $sent === null;) {
        try {
            $sent = $producer->send('t', 'v');
        } catch (KafkaException $e) {
        }
    }
    var_dump($sent->topic);
});
?>
--EXPECT--
bool(true)
string(68) "send to topic t: no broker acknowledged it within message.timeout.ms"
bool(true)
int(-192)
string(14) "_MSG_TIMED_OUT"
bool(true)
bool(false)
string(1) "t"
