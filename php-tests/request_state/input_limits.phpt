--TEST--
What PHP warns of while it reads a request's input (nesting, too many variables, a body above post_max_size) ends no worker
--INI--
display_errors=0
log_errors=1
max_input_vars=3
max_input_nesting_level=2
post_max_size=100
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->set(['request_state' => true]);
    $server->on('request', function () {
        echo getmypid(), ' ', json_encode([$_GET, $_POST, $_COOKIE]);
    });
});
$pids = [];
$show = function ($answer) use (&$pids) {
    [$pids[], $input] = explode(' ', $answer?->body ?? 'none none', 2);
    echo $input, "\n";
};
$form = "Content-Type: application/x-www-form-urlencoded\r\n";
$show($running->get('/?a[b][c][d]=1&e=2'));
$show($running->get('/?a=1&b=2&c=3&d=4'));
$show($running->post('/', 'a=1&b=2&c=3&d=4', $form));
$show($running->post('/', 'a[b][c][d]=1&e=2', $form));
$show($running->get('/', "Cookie: a=1; b=2; c=3; d=4\r\n"));
$show($running->post('/', 'a=' . str_repeat('x', 200), $form));
$show($running->post('/', "--B\r\nContent-Disposition: form-data; name=\"a[b][c][d]\"\r\n\r\n1\r\n--B--\r\n", "Content-Type: multipart/form-data; boundary=B\r\n"));
$show($running->get('/?fine=1'));
echo count(array_unique($pids)), " worker\n";
preg_match_all('/Unknown: (.* exceed\w* (the limit of )?\d+)/', $running->stop(), $warnings);
echo implode("\n", array_unique($warnings[1])), "\n";
?>
--EXPECT--
[{"e":"2"},[],[]]
[{"a":"1","b":"2","c":"3"},[],[]]
[[],{"a":"1","b":"2","c":"3","d":"4"},[]]
[[],{"e":"2"},[]]
[[],[],{"a":"1","b":"2","c":"3"}]
[[],[],[]]
[[],[],[]]
[{"fine":"1"},[],[]]
1 worker
Input variable nesting level exceeded 2
Input variables exceeded 3
POST Content-Length of 202 bytes exceeds the limit of 100
