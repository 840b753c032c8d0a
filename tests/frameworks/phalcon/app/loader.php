<?php
// Phalcon 5 is an extension; Phalcon 6 is PHP, in the folder PHALCON_PATH, whose autoload.php loads it (Composer's vendor folder).
declare(strict_types=1);

if (!class_exists(Phalcon\Di\Di::class)) {
    require_once getenv('PHALCON_PATH') . '/autoload.php';
}
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Shop\\')) {
        $file = __DIR__ . '/' . strtr(substr($class, 5), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
