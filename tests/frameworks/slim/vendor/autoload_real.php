<?php
// Loads Debian's packages and the classes of this application.

class AutoloaderInitSlim
{
    private static $loader;

    public static function getLoader()
    {
        if (null !== self::$loader) {
            return self::$loader;
        }
        require_once 'Slim/autoload.php';
        require_once 'Twig/autoload.php';
        require_once 'Doctrine/DBAL/autoload.php';
        self::$loader = static function (string $class): void {
            $file = dirname(__DIR__) . '/src/' . strtr(substr($class, 5), '\\', '/') . '.php';
            if (str_starts_with($class, 'Shop\\') && is_file($file)) {
                require $file;
            }
        };
        spl_autoload_register(self::$loader);

        return self::$loader;
    }
}
