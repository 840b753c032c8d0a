<?php
ob_start();
echo "before\n";
wait_a_little();
switch ($rest) {
    case 'text': exit("bye\n");
    case 'code': http_response_code(418); exit(3);
    case 'nested': (function () { try { exit('from a function'); } finally { echo 'finally'; } })();
    case 'destructor': $object = new class { function __destruct() { echo "destructed\n"; } }; exit;
    case 'shutdown':
        register_shutdown_function(function () {
            echo "shutdown one\n";
            register_shutdown_function(function () { echo "shutdown two\n"; exit('exit in shutdown'); });
        });
        exit;
    case 'header': header('X-Exit: yes'); die('dead');
}
echo "after\n";
