<?php
return [
    ['path' => '/'],
    ['path' => '/a/b?x=1', 'as' => 'anna'],
    ['path' => '/a/b.json', 'as' => 'anna'],
    ['path' => '/', 'method' => 'POST', 'form' => ['a' => 1], 'as' => 'anna'],
    ['path' => '/', 'method' => 'HEAD'],
];
