<?php
/** Settings from the environment: defaults, and a sentence for each bad value. */
declare(strict_types=1);

use Ingest\Config;

$config = Config::fromEnvironment([]);
same('config: defaults', ['127.0.0.1', 9501, null, 'events', 3600, true], [$config->host, $config->port, $config->brokers, $config->topic, $config->rulesRefresh, $config->bundledRules]);
same('config: as many workers as CPUs', (int) trim(shell_exec('nproc')), $config->workers);
same('config: empty is not set', 9501, Config::fromEnvironment(['PORT' => '', 'KAFKA_BROKERS' => ''])->port);
same('config: brokers', 'a:1,b.example:9092,[::1]:3', Config::fromEnvironment(['KAFKA_BROKERS' => 'a:1,b.example:9092,[::1]:3'])->brokers);
same('config: the image may embed when told', null, Config::fromEnvironment(['PEREGRINE_IMAGE' => '1', 'KAFKA_EMBEDDED' => '1'])->brokers);
$bad = [
    'HOST is "example"' => ['HOST' => 'example'],
    'PORT is "0"' => ['PORT' => '0'],
    'PORT is "65536"' => ['PORT' => '65536'],
    'PORT is "80a"' => ['PORT' => '80a'],
    'WORKERS is "-1"' => ['WORKERS' => '-1'],
    'RULES_REFRESH is "1.5"' => ['RULES_REFRESH' => '1.5'],
    'KAFKA_TOPIC is "a b"' => ['KAFKA_TOPIC' => 'a b'],
    'KAFKA_TOPIC is ".."' => ['KAFKA_TOPIC' => '..'],
    'KAFKA_BROKERS holds "a:99999"' => ['KAFKA_BROKERS' => 'b,a:99999'],
    'KAFKA_BROKERS holds ""' => ['KAFKA_BROKERS' => 'a,'],
    'KAFKA_EMBEDDED is "yes"' => ['KAFKA_EMBEDDED' => 'yes'],
    'contradict' => ['KAFKA_EMBEDDED' => '1', 'KAFKA_BROKERS' => 'a:1'],
    'KAFKA_BROKERS is not set' => ['PEREGRINE_IMAGE' => '1'],
    'RULES is "s3://bucket"; it takes s3://bucket/key' => ['RULES' => 's3://bucket'],
    'RULES is "s3://B/x"' => ['RULES' => 's3://B/x'],
    'RULES is "kafka://a b"' => ['RULES' => 'kafka://a b', 'KAFKA_BROKERS' => 'a:1'],
    'but KAFKA_BROKERS is not set' => ['RULES' => 'kafka://rules'],
    'RULES is "ftp://x/y"' => ['RULES' => 'ftp://x/y'],
    'RULES is "http://"' => ['RULES' => 'http://'],
];
foreach ($bad as $want => $env) {
    $sentence = (string) thrown("config: $want", InvalidArgumentException::class, static fn () => Config::fromEnvironment($env))?->getMessage();
    same("config: says $want", $want, str_contains($sentence, $want) ? $want : $sentence);
}
