<?php
/**
 * Composer's autoloader when there is one; without it the same folders by hand. Phalcon 6 is PHP: PHALCON_PATH names a
 * folder whose autoload.php loads it, Phalcon 5 is an extension.
 */
declare(strict_types=1);

if (is_file(__DIR__ . '/../vendor/autoload.php')) {
    require __DIR__ . '/../vendor/autoload.php';
} else {
    if (!extension_loaded('phalcon') && getenv('PHALCON_PATH') !== false) {
        require getenv('PHALCON_PATH') . '/autoload.php';
    }
    spl_autoload_register(static function (string $class): void {
        $folders = ['PhalconIngest\\' => __DIR__, 'Ingest\\' => __DIR__ . '/../../ingest/src', 'Peregrine\\Phalcon\\' => __DIR__ . '/../../../bridges/phalcon/src'];
        foreach ($folders as $prefix => $folder) {
            if (str_starts_with($class, $prefix)) {
                require $folder . '/' . strtr(substr($class, strlen($prefix)), '\\', '/') . '.php';
                return;
            }
        }
    });
}
