--TEST--
foreach over a Kafka\Consumer: left by break, an exception or close(), within itself, by a generator, not by reference
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};

use function Peregrine\run;

/** One that sees each call. */
final class Seen extends Consumer
{
    public int $calls = 0;

    public function next(): void
    {
        $this->calls++;
        parent::next();
    }
}

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    for ($i = 0; $i < 12; $i++) {
        $producer->send('t', "v$i", 'k', $i === 1 ? ['a' => 'b', 'c' => ['d', null]] : []);
    }
    $made = fn(string $class, string $group) => new $class([
        'bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => $group, 'auto.offset.reset' => 'earliest',
        'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300, 'enable.auto.commit' => false,
    ]);
    $consumer = $made(Consumer::class, 'g');
    try {
        foreach ($consumer as $message) {
        }
    } catch (Peregrine\Error $e) {
        echo $e->getMessage(), "\n";
    }
    $consumer->subscribe('t');
    $kept = [];
    foreach ($consumer as $number => $message) {
        echo "$number $message->topic $message->partition $message->offset $message->key $message->value ", json_encode($message->headers), "\n";
        echo json_encode([$message->timestamp > 0, $consumer->current() === $message, $consumer->key(), $consumer->valid()]), "\n";
        $kept[] = $message;
        if ($number === 1) {
            break;
        }
    }
    $consumer->rewind();
    echo $consumer->key(), ' ', $consumer->current()->value, "\n";
    try {
        foreach ($consumer as $message) {
            throw new Exception("at $message->value");
        }
    } catch (Exception $e) {
        echo $e->getMessage(), "\n";
    }
    foreach ($consumer as $number => $message) {
        foreach ($consumer as $inner => $message) {
            echo "$number/$inner $message->value\n";
            break;
        }
        break;
    }
    $generator = (function () use ($consumer) {
        yield from $consumer;
    })();
    foreach ($generator as $number => $message) {
        echo "$number $message->value\n";
        break;
    }
    unset($generator);
    try {
        foreach ($consumer as &$message) {
        }
    } catch (Error $e) {
        echo $e->getMessage(), "\n";
    }
    unset($message);
    $consumer->commit($kept[1]);
    echo json_encode($consumer->committed()), "\n";
    foreach ($consumer as $message) {
        echo "$message->value, and closed\n";
        $consumer->close();
    }
    // What was read lives longer than the consumer.
    unset($consumer, $message);
    foreach ($kept as $message) {
        echo $message->value, ' ', json_encode($message->headers), "\n";
        try {
            $message->value = 'other';
        } catch (Error $e) {
            echo $e->getMessage(), "\n";
        }
    }
    var_dump($kept[1]);

    $seen = $made(Seen::class, 'seen');
    $seen->subscribe('t');
    foreach ($seen as $number => $message) {
        if ($number === 2) {
            break;
        }
    }
    echo "$seen->calls calls, $message->value\n";
    $seen->close();
});
?>
--EXPECTF--
the Kafka consumer has no topics: call subscribe() or assign() before reading
0 t 0 0 k v0 []
[true,true,0,true]
1 t 0 1 k v1 {"a":"b","c":["d",null]}
[true,true,1,true]
0 v2
at v3
0/0 v5
0 v6
An iterator cannot be used with foreach by reference
{"t":[2]}
v7, and closed
v0 []
Cannot modify readonly property Peregrine\Kafka\Message::$value
v1 {"a":"b","c":["d",null]}
Cannot modify readonly property Peregrine\Kafka\Message::$value
object(Peregrine\Kafka\Message)#%d (7) {
  ["topic"]=>
  string(1) "t"
  ["partition"]=>
  int(0)
  ["offset"]=>
  int(1)
  ["timestamp"]=>
  int(%d)
  ["key"]=>
  string(1) "k"
  ["value"]=>
  string(2) "v1"
  ["headers"]=>
  array(2) {
    ["a"]=>
    string(1) "b"
    ["c"]=>
    array(2) {
      [0]=>
      string(1) "d"
      [1]=>
      NULL
    }
  }
}
2 calls, v2
