<?php
return (require __DIR__ . '/../app/requests.php')([
    ['path' => '/'], ['path' => '/hello/ada'], ['path' => '/hello/a%20b'], ['path' => '/url'], ['path' => '/echo'], ['path' => '/array'], ['path' => '/log'], ['path' => '/throw'], ['path' => '/throw/other'],
    ['path' => '/verb', 'method' => 'POST'], ['path' => '/verb', 'method' => 'PUT'], ['path' => '/verb', 'method' => 'PATCH'], ['path' => '/verb', 'method' => 'DELETE'], ['path' => '/verb', 'method' => 'HEAD'],
    ['path' => '/verb', 'method' => 'OPTIONS'], ['path' => '/verb'], ['path' => '/number/41'], ['path' => '/number/x'], ['path' => '/handler'], ['path' => '/view'], ['path' => '/handler/response'],
    ['path' => '/?stop=before'], ['path' => '/products/'], ['path' => '/products/2'], ['path' => '/products/99'], ['path' => '/products/', 'method' => 'POST', 'json' => ['name' => 'Fresh', 'price' => 3]], ['path' => '/nothing/here'],
]);
