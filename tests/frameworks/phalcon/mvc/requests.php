<?php
return (require __DIR__ . '/../app/requests.php')([
    ['path' => '/'], ['path' => '/index'], ['path' => '/index/index'], ['path' => '/index/volt'], ['path' => '/index/phtml'], ['path' => '/index/echo'], ['path' => '/index/pick'], ['path' => '/index/noview'],
    ['path' => '/index/level'], ['path' => '/index/false'], ['path' => '/index/string'], ['path' => '/index/forward'], ['path' => '/index/refused'], ['path' => '/index/broken'],
    ['path' => '/index/partial?word=%3Cx%3E'], ['path' => '/index/render'], ['path' => '/index/missing'], ['path' => '/missing'], ['path' => '/missing/really/far'],
    ['path' => '/', 'method' => 'HEAD'], ['path' => '/', 'method' => 'POST', 'form' => ['a' => 1]],
    ['path' => '/products/3'], ['path' => '/products/99'], ['path' => '/products/x'], ['path' => '/archive/2026/11/a/b/c'], ['path' => '/archive/26/11'], ['path' => '/only/get'], ['path' => '/only/get', 'method' => 'POST'],
    ['path' => '/only/post', 'method' => 'POST'], ['path' => '/only/post'], ['path' => '/match/word'], ['path' => '/converted/abc'], ['path' => '/shop/params/1/two/3.5/%C3%BC'], ['path' => '/shop/params/'],
    ['path' => '/shop/route'], ['path' => '/index/'],
]);
