--TEST--
A server's workers reach a Kafka\MockCluster of the master by its address; its methods are for the process that made it
--FILE--
<?php
use Peregrine\Kafka\{MockCluster, Producer};

require __DIR__ . '/../include/server.php';

$server = serve(function ($server) {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    try {
        new Producer(['bootstrap.servers' => $cluster->bootstrapServers()]);
    } catch (Peregrine\Error $e) {
        note("master: {$e->getMessage()}");
    }
    $server->on('request', function ($request, $response) use ($cluster) {
        $producer = new Producer(['bootstrap.servers' => $cluster->bootstrapServers(), 'linger.ms' => 0]);
        $report = $producer->send('t', 'v');
        try {
            $cluster->createTopic('u');
        } catch (Peregrine\Error $e) {
            note("worker: {$e->getMessage()}");
        }
        $response->end("$report->topic $report->partition $report->offset");
    });
});
echo $server->line('master: '), "\n";
echo $server->get('/')->body, "\n";
echo $server->get('/')->body, "\n";
echo $server->line('worker: '), "\n";
echo $server->stop();
?>
--EXPECT--
master: a Kafka producer needs the event loop: make it inside Peregrine\run(), or from workerStart on in a server
t 0 0
t 0 1
worker: the MockCluster belongs to the process that made it; here only bootstrapServers() can be asked
