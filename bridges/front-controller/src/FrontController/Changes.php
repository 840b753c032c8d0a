<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

use ReflectionClass;
use ReflectionProperty;

/**
 * What a kernel's boot changed of its request's state, to be done to each further request's; and those static properties that
 * services set once and then rely on, as the kernel's last request left them.
 *
 * @internal
 */
final class Changes
{
    private const CLASSES = [
        'Symfony\Component\HttpFoundation\Request', 'Symfony\Component\HttpFoundation\BinaryFileResponse',
        'Symfony\Component\Mime\MimeTypes', 'Symfony\Component\VarDumper\VarDumper', 'Doctrine\DBAL\Types\Type',
    ];

    /** @var list<ReflectionProperty> of the classes that are loaded */
    private static array $properties = [];
    /** @var list<string> */
    private static array $unloaded = self::CLASSES;

    /** Values of the first of `$properties`. */
    private array $values = [];

    /** @param array<int, string>|null $locales by category */
    public function __construct(
        private readonly array $server,
        private readonly array $env,
        private readonly array $settings,
        private readonly ?string $timezone,
        private readonly ?array $locales,
    ) {
    }

    public function apply(): void
    {
        $this->server && $_SERVER = array_replace($_SERVER, $this->server);
        $this->env && $_ENV = array_replace($_ENV, $this->env);
        foreach ($this->settings as $name => $value) {
            ini_set($name, $value);
        }
        $this->timezone === null || date_default_timezone_set($this->timezone);
        foreach ($this->locales ?? [] as $category => $locale) {
            setlocale($category, $locale);
        }
        foreach ($this->values as $i => $value) {
            self::$properties[$i]->setValue(null, $value);
        }
    }

    public function keepStatics(): void
    {
        self::$unloaded === [] || self::findLoaded();
        foreach (self::$properties as $i => $property) {
            $this->values[$i] = $property->getValue();
        }
    }

    private static function findLoaded(): void
    {
        foreach (self::$unloaded as $i => $class) {
            if (class_exists($class, false)) {
                unset(self::$unloaded[$i]);
                array_push(self::$properties, ...(new ReflectionClass($class))->getProperties(ReflectionProperty::IS_STATIC));
            }
        }
    }
}
