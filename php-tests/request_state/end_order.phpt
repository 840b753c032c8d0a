--TEST--
The end of a request: shutdown functions, destructors of statics, buffers, headers; each may wait
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Coroutine;

class Last
{
    public static ?Last $instance = null;

    public function __destruct()
    {
        Coroutine::sleep(0.001);
        header('X-Destructor: ' . (headers_sent() ? 'late' : 'in time'));
        echo "destructor\n";
    }
}

$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('workerStart', fn () => Coroutine::isolate(classes: [Last::class]));
    $server->on('request', function () {
        Last::$instance = new Last;
        header_register_callback(fn () => header('X-Callback: last'));
        Coroutine::defer(function () {
            Coroutine::sleep(0.001);
            echo "deferred\n";
        });
        register_shutdown_function(function ($argument) {
            Coroutine::sleep(0.001);
            echo "shutdown $argument, ", connection_status(), "\n";
            register_shutdown_function(function () {
                echo "added while it ran\n";
                throw new Exception('in a shutdown function');
            });
        }, 'with an argument');
        set_exception_handler(function ($e) {
            echo "handled: {$e->getMessage()}\n";
        });
        ob_start(fn ($text) => "[buffer: " . str_replace("\n", ' | ', trim($text)) . "]\n");
        echo "handler\n";
        throw new Exception('of the handler');
    });
});
$answer = $running->get('/');
echo $answer->status, ' ', $answer->field('x-destructor'), ' ', $answer->field('x-callback'), "\n", $answer->body;
echo $running->stop();
?>
--EXPECT--
200 in time last
[buffer: handler | handled: of the handler | deferred | shutdown with an argument, 0 | added while it ran | handled: in a shutdown function | destructor]
