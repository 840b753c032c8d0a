<?php
wait_a_little();
foreach (['_GET' => $_GET, '_POST' => $_POST, '_COOKIE' => $_COOKIE, '_REQUEST' => $_REQUEST] as $title => $value) {
    dump($title, $value);
}
dump('filter', [
    'id' => filter_input(INPUT_GET, 'id', FILTER_VALIDATE_INT),
    'mail' => filter_input(INPUT_POST, 'mail', FILTER_VALIDATE_EMAIL),
    'all' => filter_input_array(INPUT_GET),
    'has' => filter_has_var(INPUT_GET, 'id'),
]);
