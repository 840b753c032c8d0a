--TEST--
post: an urlencoded form by PHP's rules, with max_input_vars; null for another type
--INI--
max_input_vars=3
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode([$request->post, $request->rawContent()])));
});
$form = "Content-Type: application/x-www-form-urlencoded\r\n";
foreach ([['a=1&b[]=x&b[]=%C3%A9', $form], ['a=1&b=2&c=3&d=4', $form], ['', $form], ['{"a":1}', "Content-Type: application/json\r\n"], ['a=1', ''], ['a=1', "Content-Type: Application/X-WWW-Form-Urlencoded; charset=utf-8\r\n"]] as [$body, $type]) {
    echo $running->post('/', $body, $type)->body, "\n";
}
echo preg_match_all('/Input variables exceeded 3/', $running->stop()), "\n";
?>
--EXPECT--
[{"a":"1","b":["x","\u00e9"]},"a=1&b[]=x&b[]=%C3%A9"]
[{"a":"1","b":"2","c":"3"},"a=1&b=2&c=3&d=4"]
[null,""]
[null,"{\"a\":1}"]
[null,"a=1"]
[{"a":"1"},"a=1"]
1
