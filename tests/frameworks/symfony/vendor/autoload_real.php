<?php
// Loads Debian's packages and the classes of this application.

class AutoloaderInitSymfony
{
    private static $loader;

    public static function getLoader()
    {
        if (null !== self::$loader) {
            return self::$loader;
        }
        require_once 'Symfony/Bundle/FrameworkBundle/autoload.php';
        require_once 'Symfony/Bundle/TwigBundle/autoload.php';
        require_once 'Symfony/Component/Asset/autoload.php';
        require_once 'Symfony/Component/Dotenv/autoload.php';
        require_once 'Symfony/Component/Form/autoload.php';
        require_once 'Symfony/Component/Mime/autoload.php';
        require_once 'Symfony/Component/Security/Csrf/autoload.php';
        require_once 'Symfony/Component/Translation/autoload.php';
        require_once 'Symfony/Component/Validator/autoload.php';
        require_once 'Symfony/Component/Yaml/autoload.php';
        require_once 'Symfony/Component/Runtime/autoload.php';
        require_once 'Doctrine/DBAL/autoload.php';
        self::$loader = static function (string $class): void {
            $file = dirname(__DIR__).'/src/'.strtr(substr($class, 4), '\\', '/').'.php';
            if (str_starts_with($class, 'App\\') && is_file($file)) {
                require $file;
            }
        };
        spl_autoload_register(self::$loader);

        return self::$loader;
    }
}
