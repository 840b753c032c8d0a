<?php
// Loads Debian's packages and the classes of this application.

class AutoloaderInitLaravel
{
    private static $loader;

    public static function getLoader()
    {
        if (null !== self::$loader) {
            return self::$loader;
        }
        require_once 'Illuminate/autoload.php';
        self::$loader = static function (string $class): void {
            $file = dirname(__DIR__).'/app/'.strtr(substr($class, 4), '\\', '/').'.php';
            if (str_starts_with($class, 'App\\') && is_file($file)) {
                require $file;
            }
        };
        spl_autoload_register(self::$loader);

        return self::$loader;
    }
}
