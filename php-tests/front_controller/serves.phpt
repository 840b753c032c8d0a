--TEST--
FrontController runs an unmodified index.php for each request, serves files, boots once, keeps requests apart
--FILE--
<?php
require __DIR__ . '/../include/server.inc';
?>
--EXPECT--
