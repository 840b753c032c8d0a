--TEST--
A worker whose brokers are gone hands what it could not deliver to onFailure() and ends within max_wait_time
--FILE--
<?php
use Peregrine\Kafka\{MockCluster, Producer};

require __DIR__ . '/../include/server.php';

if (getenv('BROKERS') === false) {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    putenv("BROKERS={$cluster->bootstrapServers()}");
    $cluster->brokerDown();
}

$server = serve(function ($server) {
    // A fifth of it is left when it gives up: for a worker that is held up.
    $server->set(['max_wait_time' => 5 * PACE, 'log_level' => Peregrine\LOG_NONE]);
    $server->on('request', function ($request, $response) {
        static $producer;
        $producer = new Producer(['bootstrap.servers' => getenv('BROKERS')]);
        $producer->onFailure(fn($message, $error) => note("failed $message->value {$error->getName()}"));
        for ($i = 0; $i < 20; $i++) {
            $producer->enqueue('t', sprintf('%02d', $i));
        }
        Peregrine\go(function () use ($producer) {
            try {
                $producer->send('t', 'awaited');
            } finally {
                note('finally');
            }
        });
        $response->end('ok');
    });
});
echo $server->get('/')->body, "\n";
$server->stop();
echo $server->line('finally'), "\n";
$lines = $server->lines(21, 'failed ');
echo count($lines), " $lines[0] $lines[19] $lines[20]\n";
?>
--EXPECT--
ok
finally
21 failed 00 _PURGE_QUEUE failed 19 _PURGE_QUEUE failed awaited _PURGE_QUEUE
