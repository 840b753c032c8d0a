--TEST--
get: PHP's own rules for names, nesting, encoding and max_input_vars
--INI--
max_input_vars=5
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', fn ($request, $response) => $response->end(json_encode($request->get)));
});
foreach (['/', '/?', '/?a=1&a=2&b[]=x&b[]=y&c[k][l]=%26+%20', '/?x.y=1&e&=n&f=', '/?a=1&b=2&c=3&d=4&e=5&f=6'] as $target) {
    echo $running->get($target)->body, "\n";
}
echo preg_match_all('/Input variables exceeded 5/', $running->stop()), "\n";
?>
--EXPECT--
null
null
{"a":"2","b":["x","y"],"c":{"k":{"l":"&  "}}}
{"x_y":"1","e":"","f":""}
{"a":"1","b":"2","c":"3","d":"4","e":"5"}
1
