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
$login = static fn (array $env): array => Config::fromEnvironment(['KAFKA_BROKERS' => 'a:1'] + $env)->login->settings;
$pem = tempnam(sys_get_temp_dir(), 'pem');
file_put_contents($pem, "-----BEGIN CERTIFICATE-----\n");
$secret = tempnam(sys_get_temp_dir(), 'secret');
file_put_contents($secret, "S3CRET of a file\n");
$user = ['KAFKA_SASL_USERNAME' => 'me', 'KAFKA_SASL_PASSWORD' => 'S3CRET'];
$scram = ['KAFKA_SASL_MECHANISM' => 'SCRAM-SHA-512'] + $user;
same('config: no login', [], $login([]));
same('config: plaintext that is said', ['security.protocol' => 'plaintext'], $login(['KAFKA_SECURITY_PROTOCOL' => 'PLAINTEXT']));
same('config: an authority means TLS', ['security.protocol' => 'ssl', 'ssl.ca.location' => $pem], $login(['KAFKA_SSL_CA_LOCATION' => $pem]));
same('config: a mechanism means SASL in TLS', ['security.protocol' => 'sasl_ssl', 'sasl.mechanism' => 'SCRAM-SHA-512', 'sasl.username' => 'me', 'sasl.password' => 'S3CRET'], $login($scram));
same('config: SASL without TLS where it is said', 'sasl_plaintext', $login(['KAFKA_SECURITY_PROTOCOL' => 'sasl_plaintext'] + $scram)['security.protocol']);
same('config: a password of a file', 'S3CRET of a file', $login(['KAFKA_SASL_PASSWORD' => '', 'KAFKA_SASL_PASSWORD_FILE' => $secret] + $scram)['sasl.password']);
same('config: AWS', ['security.protocol' => 'sasl_ssl', 'sasl.mechanism' => 'AWS_MSK_IAM'], $login(['KAFKA_SASL_MECHANISM' => 'aws_msk_iam']));
$certificate = ['KAFKA_SSL_CERTIFICATE_LOCATION' => $pem, 'KAFKA_SSL_KEY_LOCATION' => $pem];
same('config: a client\'s certificate', ['security.protocol' => 'ssl', 'ssl.certificate.location' => $pem, 'ssl.key.location' => $pem, 'ssl.key.password' => 'S3CRET'], $login($certificate + ['KAFKA_SSL_KEY_PASSWORD' => 'S3CRET']));
$shown = print_r(Config::fromEnvironment(['KAFKA_BROKERS' => 'a:1'] + $scram), true);
same('config: a dump has no secret', [true, false], [str_contains($shown, 'SCRAM-SHA-512'), str_contains($shown, 'S3CRET')]);
$bad = [
    'KAFKA_SECURITY_PROTOCOL is "tls"; it takes plaintext, ssl, sasl_plaintext, sasl_ssl' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SECURITY_PROTOCOL' => 'tls'],
    'KAFKA_SASL_MECHANISM is "SCRAM"; it takes PLAIN, SCRAM-SHA-256' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_MECHANISM' => 'SCRAM'] + $user,
    'KAFKA_SASL_USERNAME is set, but KAFKA_BROKERS is not' => $user,
    'is sasl_ssl, but KAFKA_SASL_MECHANISM is not set' => ['KAFKA_BROKERS' => 'a:1'] + $user,
    'KAFKA_SASL_MECHANISM is set, but KAFKA_SECURITY_PROTOCOL is ssl' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SECURITY_PROTOCOL' => 'ssl'] + $scram,
    'KAFKA_SSL_CA_LOCATION is set, but KAFKA_SECURITY_PROTOCOL is plaintext' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SECURITY_PROTOCOL' => 'plaintext', 'KAFKA_SSL_CA_LOCATION' => $pem],
    'set KAFKA_SASL_USERNAME, and KAFKA_SASL_PASSWORD' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_PASSWORD' => ''] + $scram,
    'KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE contradict' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_PASSWORD_FILE' => $secret] + $scram,
    'KAFKA_SASL_PASSWORD_FILE is /nowhere, which cannot be read' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_PASSWORD' => '', 'KAFKA_SASL_PASSWORD_FILE' => '/nowhere'] + $scram,
    'KAFKA_SASL_PASSWORD_FILE is /dev/null, which' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_PASSWORD' => '', 'KAFKA_SASL_PASSWORD_FILE' => '/dev/null'] + $scram,
    'are not for AWS_MSK_IAM' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SASL_MECHANISM' => 'AWS_MSK_IAM'] + $user,
    'AWS_MSK_IAM takes sasl_ssl' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SECURITY_PROTOCOL' => 'sasl_plaintext', 'KAFKA_SASL_MECHANISM' => 'AWS_MSK_IAM'],
    'which is no PEM file' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SSL_CA_LOCATION' => $secret],
    'KAFKA_SSL_KEY_LOCATION go together' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SSL_CERTIFICATE_LOCATION' => $pem],
    'KAFKA_SSL_KEY_PASSWORD is set, but KAFKA_SSL_KEY_LOCATION is not' => ['KAFKA_BROKERS' => 'a:1', 'KAFKA_SSL_KEY_PASSWORD' => 'S3CRET', 'KAFKA_SSL_CA_LOCATION' => $pem],
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
    same("config: says $want", $want, str_contains($sentence, $want) && !str_contains($sentence, 'S3CRET') ? $want : $sentence);
}
array_map(unlink(...), [$pem, $secret]);
