<?php

return [
    'settings' => [
        'displayErrorDetails' => false,
        'addContentLengthHeader' => false,
        'determineRouteBeforeAppMiddleware' => true,
        'view' => ['path' => __DIR__ . '/../templates/', 'cache' => __DIR__ . '/../var/twig'],
        'db' => ['driver' => 'pdo_sqlite', 'path' => __DIR__ . '/../var/app.db'],
    ],
];
