--TEST--
Output buffers that were open at start() are the master's: workers discard what they inherited
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    ob_start(fn ($text) => "[$text]");
    echo 'buffered once';
    $server->on('request', function ($request, $response) {
        echo 'written by a worker, ';
        flush();
        $response->end(json_encode([ob_get_level(), ob_get_contents()]));
    });
    $server->addProcess(new Peregrine\Process(function () {
        note('process ' . json_encode([ob_get_level(), ob_get_contents()]));
        Peregrine\Coroutine::sleep(100);
    }));
    return function () {
        echo ' and after';
        ob_end_flush();
    };
});
echo $running->get('/'), "\n", $running->line('process'), "\n";
echo $running->stop(), "\n";
?>
--EXPECT--
200 [0,false]
process [0,false]
written by a worker, [buffered once and after]
