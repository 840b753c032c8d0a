<?php
// What `composer install` would write: here the packages come from Debian, each with an autoload.php of its own.

require_once __DIR__.'/autoload_real.php';

return AutoloaderInitLaravel::getLoader();
