--TEST--
Kafka\Producer::onFailure() gets what fails with nobody waiting, in a coroutine of its own; it may send again
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use Peregrine\Kafka\FailedMessage;
use Peregrine\Exception\KafkaException;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'retries' => 0, 'linger.ms' => 0]);
    $done = new Channel();
    $main = Coroutine::getCid();
    $producer->onFailure(fn() => print("an earlier callback\n"));
    $producer->onFailure(function (FailedMessage $message, KafkaException $error) use ($producer, $done, $main) {
        echo "$message->topic $message->partition $message->key $message->value ", json_encode($message->headers), "\n";
        echo $error->getName(), ' ', var_export($error->isRetriable(), true), ' ', var_export(Coroutine::getCid() !== $main, true), "\n";
        Coroutine::sleep(0.01);
        $done->push($producer->send($message->topic, $message->value, $message->key, $message->headers));
    });
    $cluster->failRequests('Produce', 87); // INVALID_RECORD
    $producer->enqueue('t', 'v', 'k', ['h' => ['1', null]], 0);
    var_dump($done->pop()->offset);
    try {
        $producer->onFailure('no_such_function');
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
});
?>
--EXPECT--
t 0 k v {"h":["1",null]}
INVALID_RECORD false true
int(0)
Peregrine\Kafka\Producer::onFailure(): Argument #1 ($callback) must be a valid callback, function "no_such_function" not found or invalid function name
