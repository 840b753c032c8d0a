--TEST--
$_SERVER is made when it is first named, by code that is compiled or by filter_input(): for requests under way, too, each its own
--FILE--
<?php
require __DIR__ . '/../include/server.php';
require __DIR__ . '/../include/together.php';
use Peregrine\Coroutine;

// Not compiled here, so that nothing names the variable before a request does.
const WAYS = [
    'compiled' => 'function named() { return $_SERVER["REQUEST_URI"]; }',
    'filtered' => 'function named() { return filter_input(INPUT_SERVER, "REQUEST_URI"); } named();',
];

$running = serve(function ($server, $way = 'compiled') {
    $server->set(['request_state' => true]);
    $server->on('request', function () use ($way) {
        $variable = '_SERVER';
        $before = count($GLOBALS[$variable]);
        if ($before === 0) {
            together(2);
            if ($_GET['names'] ?? false) {
                eval(WAYS[$way]);
            }
            together(2);
            Coroutine::sleep(0.001);
        }
        echo $before ? 'has it' : 'waits', ', named ', named(), ', there ', $GLOBALS[$variable]['REQUEST_URI'], "\n";
    });
});
foreach ([$running, $running->another('filtered')] as $server) {
    $requests = array_map(fn ($uri) => "GET $uri HTTP/1.1\r\nHost: a\r\n\r\n", ['/one', '/two?names=1']);
    foreach (ask_together($server, $requests) as $answer) {
        echo $answer->body;
    }
    echo $server->connect()->get('/three')->body, $server->stop();
}
?>
--EXPECT--
waits, named /one, there /one
waits, named /two?names=1, there /two?names=1
has it, named /three, there /three
waits, named /one, there /one
waits, named /two?names=1, there /two?names=1
has it, named /three, there /three
