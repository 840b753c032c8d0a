--TEST--
A script with a Kafka\Consumer that was told to end by a signal, and whose handler does not, is ended by the second one
--FILE--
<?php
require __DIR__ . '/../include/child.inc';
use Peregrine\Coroutine;
use Peregrine\Kafka\{MockCluster, Producer};
use function Peregrine\run;

run(function () {
    $cluster = new MockCluster();
    $cluster->createTopic('t');
    $brokers = $cluster->bootstrapServers();
    (new Producer(['bootstrap.servers' => $brokers]))->send('t', 'work');
    $file = tempnam(sys_get_temp_dir(), 'script');
    file_put_contents($file, <<<'PHP'
        <?php
        Peregrine\run(function () {
            $consumer = new Peregrine\Kafka\Consumer(['bootstrap.servers' => getenv('BROKERS'), 'group.id' => 'g' . getmypid(), 'auto.offset.reset' => 'earliest']);
            $consumer->subscribe('t');
            Peregrine\go(function () use ($consumer) {
                while (!$consumer->isFinishing()) {
                    Peregrine\Coroutine::sleep(0.005);
                }
                echo "told to end\n";
            });
            foreach ($consumer as $message) {
                try {
                    echo "$message->value\n";
                    Peregrine\Coroutine::sleep(60);
                    echo "handled\n";
                } finally {
                    echo "interrupted\n";
                }
            }
        });
        PHP);
    foreach ([[15, 2], [2, 15], [15, 15]] as [$first, $second]) {
        $command = [PHP_BINARY, '-n'];
        foreach (child_modules() as $module) {
            array_push($command, '-d', $module);
        }
        $process = proc_open([...$command, $file], [1 => ['pipe', 'w']], $pipes, null, ['BROKERS' => $brokers] + getenv());
        echo fgets($pipes[1]);
        $started = microtime(true);
        proc_terminate($process, $first);
        echo fgets($pipes[1]);
        proc_terminate($process, $second);
        echo stream_get_contents($pipes[1]);
        // Without the second one it would be told again after ten seconds.
        echo microtime(true) - $started < 9 ? 'at once' : 'late', ', status ', proc_close($process), "\n";
    }
    unlink($file);
});
?>
--EXPECT--
work
told to end
interrupted
at once, status 143
work
told to end
interrupted
at once, status 130
work
told to end
interrupted
at once, status 143
