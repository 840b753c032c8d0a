--TEST--
A fatal error in an output buffer's callback leaves other requests their buffers, and is said in the answer
--INI--
display_errors=1
html_errors=0
log_errors=0
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine\Channel;

final class Gate
{
    public static ?Channel $others = null;
}

function fail(string $how): void
{
    register_shutdown_function(fn() => Gate::$others->push(true));
    ob_start(function (string $text) use ($how) {
        match ($how) {
            'buffers' => ob_start(),
            'highlights' => highlight_string('text', true),
            'fatal' => trigger_error('fatal', E_USER_ERROR),
        };
        return 'never';
    });
    echo 'kept';
    ob_end_flush();
}

$running = serve(function ($server) {
    $server->set(['request_state' => true, 'log_level' => Peregrine\LOG_NONE]);
    $server->on('request', function () {
        if ($_GET['how'] !== 'waits') {
            return fail($_GET['how']);
        }
        Gate::$others = new Channel(1);
        echo 'begun ';
        note('waits');
        Gate::$others->pop();
        ob_start(fn($text) => strtoupper($text));
        echo 'outer ';
        ob_start();
        echo 'inner';
        ob_end_flush();
        ob_end_flush();
    });
});
foreach (['buffers', 'highlights', 'fatal'] as $how) {
    // A worker is replaced after it.
    $running = $running->another();
    $other = $running->connect()->send("GET /?how=waits HTTP/1.1\r\nHost: h\r\n\r\n");
    $running->line('waits');
    $answer = $running->get("/?how=$how");
    echo "$how: $answer->status ", trim(preg_replace('/ in \S+ on line \d+/', '', $answer->body)), "\n";
    echo "other: {$other->answer()}\n";
}
$running->stop();
?>
--EXPECT--
buffers: 200 Fatal error: ob_start(): Cannot use output buffering in output buffering display handlers
other: 200 begun OUTER INNER
highlights: 200 Fatal error: highlight_string(): Cannot use output buffering in output buffering display handlers
other: 200 begun OUTER INNER
fatal: 500 
other: 200 begun OUTER INNER
