--TEST--
The properties are ordinary ones: set, unset, clone, var_dump, isset, foreach; none leaks into the next request
--FILE--
<?php
require __DIR__ . '/../include/server.php';
$running = serve(function ($server) {
    $server->on('request', function ($request, $response) {
        if ($request->server['path_info'] === '/change') {
            $request->get = ['changed'];
            @$request->own = 1;
            unset($request->header);
            $request->server['x'] = 'y';
            return $response->end(json_encode([$request->get, isset($request->header), isset($request->cookie), isset($request->server), $request->server['x']]));
        }
        $names = [];
        foreach ($request as $name => $value) {
            $names[] = $name;
        }
        $response->end(json_encode([$names, $request->get, isset($request->own), isset($request->server['x']), $request->header['host'], count((array) $request)]));
    });
});
$client = $running->connect();
echo $client->get('/change?a=b')->body, "\n", $client->get('/?a=b')->body, "\n", $client->get('/?c=d')->body, "\n", $running->stop();
?>
--EXPECT--
[["changed"],true,false,true,"y"]
[["fd","streamId","header","server","cookie","get","files","post","tmpfiles"],{"a":"b"},false,false,"a",9]
[["fd","streamId","header","server","cookie","get","files","post","tmpfiles"],{"c":"d"},false,false,"a",9]
