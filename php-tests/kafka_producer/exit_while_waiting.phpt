--TEST--
exit and an uncaught exception end the run while coroutines wait for Kafka
--FILE--
<?php
require __DIR__ . '/../include/quiet.php';
use Peregrine\Kafka\{Consumer, MockCluster, Producer};
use function Peregrine\{go, run};


run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $cluster->brokerDown();
    $config = ['bootstrap.servers' => $cluster->bootstrapServers(), 'message.timeout.ms' => 300];
    $producer = new Producer($config + ['queue.buffering.max.messages' => 1]);
    $consumer = new Consumer(['bootstrap.servers' => $cluster->bootstrapServers(), 'group.id' => 'g']);
    $consumer->subscribe('t');
    foreach (['send' => ['t', 'v'], 'enqueue' => ['t', 'v'], 'flush' => [100], 'close' => [100]] as $method => $arguments) {
        go(function () use ($producer, $method, $arguments) {
            try {
                $producer->$method(...$arguments);
                echo "$method returned\n";
            } finally {
                echo "$method: finally\n";
            }
        });
    }
    go(function () use ($consumer) {
        try {
            foreach ($consumer as $message) {
                echo "a message\n";
            }
            echo "loop over\n";
        } finally {
            echo "foreach: finally\n";
        }
    });
    register_shutdown_function(fn() => print("shutdown\n"));
    exit("exit\n");
});
?>
--EXPECT--
exit
send: finally
enqueue: finally
flush: finally
close: finally
foreach: finally
shutdown
