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
        // opcache has it named with the first script it keeps.
        $waits = !ini_get('opcache.enable_cli') && !function_exists('named');
        if ($waits !== ($GLOBALS[$variable] === [])) {
            echo $waits ? 'made before it was named: ' : 'not made: ';
        }
        if ($_GET['meets'] ?? false) {
            together(2);
            if ($_GET['names'] ?? false) {
                eval(WAYS[$way]);
            }
            together(2);
            Coroutine::sleep(0.001);
        }
        echo named(), ' ', $GLOBALS[$variable]['REQUEST_URI'], "\n";
    });
});
foreach ([$running, $running->another('filtered')] as $server) {
    $requests = array_map(fn ($uri) => "GET $uri HTTP/1.1\r\nHost: a\r\n\r\n", ['/one?meets=1', '/two?meets=1&names=1']);
    foreach (ask_together($server, $requests) as $answer) {
        echo $answer->body;
    }
    echo $server->connect()->get('/three')->body, $server->stop();
}
?>
--EXPECT--
/one?meets=1 /one?meets=1
/two?meets=1&names=1 /two?meets=1&names=1
/three /three
/one?meets=1 /one?meets=1
/two?meets=1&names=1 /two?meets=1&names=1
/three /three
