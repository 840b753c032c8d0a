<?php

return [
    'default' => env('DB_CONNECTION', 'sqlite'),
    'connections' => [
        'sqlite' => ['driver' => 'sqlite', 'database' => storage_path('app/database.sqlite'), 'prefix' => '', 'foreign_key_constraints' => true],
        // A database of its own for each request: nothing is in it but what the request put there.
        'scratch' => ['driver' => 'sqlite', 'database' => ':memory:', 'prefix' => ''],
    ],
    'migrations' => 'migrations',
];
