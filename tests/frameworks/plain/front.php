<?php
// How tests/frameworks/serve.php serves this application.

return [
    'isolate' => ['Current'],
];
