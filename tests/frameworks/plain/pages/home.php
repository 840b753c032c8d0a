<?php
ob_start();
wait_a_little();
echo "<h1>Welcome</h1>\n";
$content = ob_get_clean();
require __DIR__ . '/../templates/layout.php';
