<?php
require_login('anna', 'secret:word');
wait_a_little();
echo 'Hello ', e($_SERVER['PHP_AUTH_USER']), ' ', $_SERVER['AUTH_TYPE'] ?? 'no type', "\n";
