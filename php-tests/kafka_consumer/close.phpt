--TEST--
Kafka\Consumer::close() commits by itself and leaves the group; so does the end of its object and of run()
--FILE--
<?php
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


$cluster = new MockCluster();
$cluster->createTopic('t');
$member = function () use ($cluster) {
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g', 'auto.offset.reset' => 'earliest', 'session.timeout.ms' => 2000, 'heartbeat.interval.ms' => 300]);
    $consumer->subscribe('t');
    return $consumer;
};
$read = function (Consumer $consumer): void {
    $message = $consumer->consume(20);
    $consumer->store($message);
    echo "$message->value\n";
};
run(function () use ($cluster, $member, $read) {
    $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
    for ($i = 0; $i < 4; $i++) {
        $producer->send('t', "v$i");
    }
    $consumer = $member();
    $read($consumer);
    $consumer->close();
    $consumer->close();
    $consumer = $member();
    $read($consumer);
    unset($consumer); // ends in the background
    global $kept;
    $kept = $member();
    $read($kept);
    try {
        $kept->close(-1);
    } catch (ValueError $e) {
        echo $e->getMessage(), "\n";
    }
});
run(fn() => $read($member()));
?>
--EXPECT--
v0
v1
v2
Peregrine\Kafka\Consumer::close(): Argument #1 ($timeout) must be 0 or more seconds
v3
