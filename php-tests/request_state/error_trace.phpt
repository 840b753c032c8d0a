--TEST--
The backtrace that PHP 8.5 keeps of a fatal error is the request's
--SKIPIF--
<?php
if (PHP_VERSION_ID < 80500) {
    die('skip PHP 8.5 and later');
}
?>
--INI--
fatal_error_backtraces=1
--FILE--
<?php
use Peregrine\Coroutine\Channel;

require __DIR__ . '/../include/server.php';

final class Steps
{
    public static Channel $failed, $looked;
}

function fails(object $with): void
{
    trigger_error('fatal', E_USER_ERROR);
}

function trace(): string
{
    return json_encode(array_column(error_get_last()['trace'] ?? [], 'function'));
}

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('workerStart', function () {
        Steps::$failed = new Channel(1);
        Steps::$looked = new Channel(1);
    });
    $server->on('request', function () {
        error_reporting(E_ALL & ~E_DEPRECATED);
        ini_set('display_errors', '0');
        ini_set('log_errors', '0');
        if ($_SERVER['REQUEST_URI'] === '/other') {
            note('waits');
            Steps::$failed->pop(PATIENCE);
            $before = trace();
            trigger_error('another', E_USER_WARNING);
            echo $before, ' ', trace();
            Steps::$looked->push(true);
            return;
        }
        register_shutdown_function(function () {
            $before = trace();
            Steps::$failed->push(true);
            Steps::$looked->pop(PATIENCE);
            echo $before, ' ', trace();
        });
        fails(new stdClass());
    });
});
$other = $running->connect()->send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
echo $running->line(), "\n";
echo $running->get('/')->body, "\n";
echo $other->answer()->body, "\n";
$running->stop();
?>
--EXPECTF--
waits
["trigger_error","fails","{closure:%s}"] ["trigger_error","fails","{closure:%s}"]
[] []
