<?php
wait_a_little();
$body = file_get_contents('php://input');
header('Content-Type: text/plain');
echo strlen($body), ' bytes, ', md5($body), "\n";
if (($_SERVER['CONTENT_TYPE'] ?? '') === 'application/json') {
    var_dump(json_decode($body, true), json_last_error_msg());
}
$again = fopen('php://input', 'r');
echo 'again ', md5(stream_get_contents($again)), "\n";
echo 'post ', count($_POST), "\n";
