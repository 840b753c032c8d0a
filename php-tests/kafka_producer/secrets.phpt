--TEST--
Secrets of a Kafka configuration are in no exception, trace, dump or log line
--INI--
zend.exception_ignore_args=0
--FILE--
<?php
use Peregrine\Kafka\{Consumer, Producer};
use function Peregrine\run;

// Everything, log lines too, comes in here.
$log = tempnam(sys_get_temp_dir(), 'peregrine');
fclose(STDERR);
$stderr = fopen($log, 'a'); // descriptor 2
run(function () {
    ob_start();
    $tls = ['bootstrap.servers' => '127.0.0.1:1', 'security.protocol' => 'ssl', 'ssl.key.pem' => 'S3CRET-pem', 'ssl.key.password' => 'S3CRET-pw'];
    $sasl = [
        'bootstrap.servers' => '127.0.0.1:1', 'security.protocol' => 'sasl_plaintext', 'sasl.mechanism' => 'PLAIN',
        'sasl.username' => 'u', 'sasl.password' => 'S3CRET-sasl', 'debug' => 'all', 'log_level' => 7,
    ];
    foreach ([$tls, $sasl + ['no.such.key' => 1], ['sasl.password' => ['S3CRET-list']] + $sasl] as $config) {
        foreach ([Producer::class, Consumer::class] as $class) {
            try {
                new $class($config + ($class === Consumer::class ? ['group.id' => 'g'] : []));
                echo "taken\n";
            } catch (ValueError $e) {
                echo $e, "\n", $e->getTrace()[0]['args'][0]::class, "\n";
                var_dump(array_diff_key($e->getTrace()[0], ['args' => 1]));
            }
        }
    }
    $producer = new Producer($sasl + ['message.timeout.ms' => 200]);
    $consumer = new Consumer($sasl + ['group.id' => 'g']);
    var_dump($producer, $consumer, (array) $producer, get_object_vars($consumer));
    $consumer->subscribe('t');
    try {
        $producer->send('t', 'v');
    } catch (Exception $e) {
        echo $e, "\n";
    }
    foreach (['serialize', fn($p) => clone $p] as $copy) {
        try {
            $copy($producer);
        } catch (Throwable $e) {
            echo $e, "\n";
        }
    }
    $consumer->close(0.1);
    global $text;
    $text = ob_get_clean();
});
$lines = file_get_contents($log);
unlink($log);
echo substr_count($text, 'Argument #1 ($config) is wrong'), ' refused, ', substr_count($text, "\nSensitiveParameterValue"), " hidden\n";
var_dump(str_contains($text, '_MSG_TIMED_OUT') || str_contains($text, 'message.timeout.ms'), str_contains($lines, '127.0.0.1:1'));
var_dump(str_contains($text, 'S3CRET'), str_contains($lines, 'S3CRET'));
?>
--EXPECT--
6 refused, 6 hidden
bool(true)
bool(true)
bool(false)
bool(false)
