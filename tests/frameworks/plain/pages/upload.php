<?php
wait_a_little();
$shape = $_FILES;
array_walk_recursive($shape, function (&$value, $key) { $value = is_string($value) && str_contains($value, '/php') ? 'somewhere' : $value; });
dump('files', $shape);
dump('post', $_POST);
foreach ($_FILES as $field => $file) {
    foreach ((array) $file['tmp_name'] as $i => $name) {
        if (is_array($name) || $name === '') {
            continue;
        }
        echo $field, ' ', var_export(is_uploaded_file($name), true), ' ', filesize($name), ' ', md5_file($name), "\n";
        $target = tempnam(sys_get_temp_dir(), 'plain');
        echo 'moved ', var_export(move_uploaded_file($name, $target), true), ' ', md5_file($target), ' ', var_export(is_uploaded_file($name), true), "\n";
        unlink($target);
    }
}
