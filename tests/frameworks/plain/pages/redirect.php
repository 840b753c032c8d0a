<?php
wait_a_little();
switch ($rest) {
    case 'permanent': header('Location: /home', true, 301); exit;
    case 'see': header('HTTP/1.1 303 See Other'); header('Location: /input?from=see'); exit;
    case 'temporary': header('Location: http://' . $_SERVER['HTTP_HOST'] . '/home', true, 307); exit;
    case 'late': header('Location: /home'); http_response_code(308); echo 'moved'; break;
    case 'created': header('Location: /thing/5', true, 201); echo 'made'; break;
    default: header('Location: /home'); exit;
}
