<?php
/** Loads `Ingest\A\B` from src/A/B.php. The service has no Composer packages, so this is all the autoloading there is. */
declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Ingest\\')) {
        require __DIR__ . '/' . strtr(substr($class, strlen('Ingest\\')), '\\', '/') . '.php';
    }
});
