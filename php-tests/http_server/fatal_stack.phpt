--TEST--
A fatal error is reported with the PHP stack it happened in
--FILE--
<?php
require __DIR__ . '/../include/server.php';
function inner()
{
    trigger_error('the reason', E_USER_ERROR);
}
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/fatal') {
            inner();
        }
        $response->end('fine');
    });
});
echo $running->get('/fatal')->status, ' ', $running->get('/'), "\n";
$log = $running->stop();
var_dump(str_contains($log, 'the reason'), (bool) preg_match('/#\d .*inner\(\)/', $log), str_contains($log, 'leaked memory'));
?>
--EXPECT--
500 200 fine
bool(true)
bool(true)
bool(true)
