<?php
return [
    'title' => 'Plain',
    'visitor' => $_COOKIE['visitor'] ?? 'nobody',
    'made' => 'for ' . ($_SERVER['REQUEST_URI'] ?? ''),
];
