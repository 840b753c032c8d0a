--TEST--
Secrets of logins by token (callback, OpenID Connect, AWS) are in no exception, trace, dump or log line
--INI--
zend.exception_ignore_args=0
--FILE--
<?php
use Peregrine\Kafka\{Consumer, Producer, TableView};
use Peregrine\Table;
use function Peregrine\run;

// Everything, log lines too, comes in here.
$log = tempnam(sys_get_temp_dir(), 'peregrine');
fclose(STDERR);
$stderr = fopen($log, 'a'); // descriptor 2
putenv('AWS_ENDPOINT_URL=http://127.0.0.1:1');
putenv('AWS_EC2_METADATA_DISABLED=true');
$base = ['bootstrap.servers' => '127.0.0.1:1', 'security.protocol' => 'sasl_plaintext', 'debug' => 'all', 'log_level' => 7];
$oauth = $base + ['sasl.mechanism' => 'OAUTHBEARER'];
$logins = [
    $oauth + ['oauthbearer_token_refresh_cb' => fn() => ['token' => 'S3CRET-token', 'lifetime_ms' => (time() + 60) * 1000]],
    $oauth + [
        'sasl.oauthbearer.method' => 'oidc', 'sasl.oauthbearer.client.id' => 'app', 'sasl.oauthbearer.client.secret' => 'S3CRET-client',
        'sasl.oauthbearer.token.endpoint.url' => 'http://127.0.0.1:1/token',
    ],
    $base + [
        'sasl.mechanism' => 'AWS_MSK_IAM', 'aws.region' => 'eu-west-1', 'aws.access.key.id' => 'AKIDEXAMPLE',
        'aws.secret.access.key' => 'S3CRET-aws', 'aws.session.token' => 'S3CRET-session',
    ],
];
$table = new Table(8);
$table->column('a', Table::TYPE_INT);
$table->create();
run(function () use ($logins, $table) {
    ob_start();
    $made = 0;
    foreach ($logins as $config) {
        foreach ([$config + ['no.such.key' => 'S3CRET-other'], ['sasl.oauthbearer.method' => 'S3CRET'] + ['group.id' => 'g', 'aws.session.token' => ['S3CRET-list']] + $config] as $wrong) {
            foreach ([fn($c) => new Producer($c), fn($c) => new Consumer($c + ['group.id' => 'g']), fn($c) => new TableView($table, $c, 't')] as $make) {
                try {
                    $make(array_filter($wrong, fn($value) => $value !== 'S3CRET'));
                    echo "taken\n";
                } catch (ValueError $e) {
                    // The closures here have the array as an argument of their own.
                    echo $e->getMessage(), "\n", $e::class, get_debug_type($e->getTrace()[0]['args'][$e->getTrace()[0]['class'] === TableView::class ? 1 : 0]), "\n";
                }
            }
        }
        $producer = new Producer($config + ['message.timeout.ms' => 100]);
        $view = new TableView($table, $config, 't');
        $view->start();
        var_dump($producer, $view, (array) $producer, get_object_vars($view));
        print_r($producer);
        var_export($view);
        try {
            $producer->send('t', 'v');
        } catch (Exception $e) {
            echo $e, "\n";
        }
        foreach (['serialize', 'json_encode', fn($p) => clone $p] as $copy) {
            foreach ([$producer, $view] as $object) {
                try {
                    echo json_encode($copy($object));
                } catch (Throwable $e) {
                    echo $e, "\n";
                }
            }
        }
        echo json_encode($view->stats());
        $view->stop();
        $made++;
    }
    global $text;
    $text = ob_get_clean() . $made;
});
$lines = file_get_contents($log);
unlink($log);
echo substr($text, -1), ' made, ', substr_count($text, 'SensitiveParameterValue'), ' hidden, ', substr_count($text, 'taken'), " taken\n";
var_dump(str_contains($lines, '127.0.0.1:1'), preg_match('/.{0,80}S3CRET.*/', $text, $m) ? $m[0] : null, preg_match('/.{0,80}S3CRET.*/', $lines, $m) ? $m[0] : null);
?>
--EXPECT--
3 made, 18 hidden, 0 taken
bool(true)
NULL
NULL
