--TEST--
The process's last error waits untouched while PHP warns of the input of a request that begins
--INI--
display_errors=0
log_errors=0
max_input_vars=1
--FILE--
<?php
require __DIR__ . '/../include/server.php';
use Peregrine\Timer;
$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('workerStart', fn () => @trigger_error(str_repeat('of the worker ', 3)));
    $server->on('request', function () {
        gc_mem_caches(); // walks the lists of what is free
        echo error_get_last()['message'] ?? 'none', "\n";
        // A timer's callback has no request.
        $told = new Peregrine\Coroutine\Channel(1);
        Timer::after(1, fn () => $told->push(error_get_last()['message'] ?? 'none'));
        echo $told->pop();
    });
});
for ($i = 0; $i < 2; $i++) {
    echo $running->get('/?a=1&b=2')->body, "\n";
}
echo $running->get('/?a=1')->body, "\n", $running->stop();
?>
--EXPECT--
Unknown: Input variables exceeded 1. To increase the limit change max_input_vars in php.ini.
of the worker of the worker of the worker 
Unknown: Input variables exceeded 1. To increase the limit change max_input_vars in php.ini.
of the worker of the worker of the worker 
none
of the worker of the worker of the worker 
