<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

/**
 * What of a request's state an application may set while it boots, and then counts on for as long as its process lasts.
 *
 * @internal
 */
final class Surroundings
{
    /** @param array<string, ?string> $settings of php.ini */
    private function __construct(
        private readonly array $server,
        private readonly array $env,
        private readonly array $settings,
        private readonly string $timezone,
        private readonly string $locale,
    ) {
    }

    public static function now(): self
    {
        return new self($_SERVER, $_ENV, ini_get_all(null, false), date_default_timezone_get(), (string) setlocale(LC_ALL, '0'));
    }

    /** What is different now. */
    public function changes(): Changes
    {
        $now = self::now();
        return new Changes(
            self::changed($this->server, $now->server),
            self::changed($this->env, $now->env),
            self::changed($this->settings, $now->settings),
            $now->timezone === $this->timezone ? null : $now->timezone,
            $now->locale === $this->locale ? null : self::locales($now->locale),
        );
    }

    private static function changed(array $before, array $now): array
    {
        return array_filter($now, fn ($value, $name) => !array_key_exists($name, $before) || $before[$name] !== $value, ARRAY_FILTER_USE_BOTH);
    }

    /** @return array<int, string> by category: setlocale() does not take what it gives for all when they differ */
    private static function locales(string $locale): array
    {
        if (!str_contains($locale, ';')) {
            return [LC_ALL => $locale];
        }
        $locales = [];
        foreach (explode(';', $locale) as $one) {
            [$name, $value] = explode('=', $one, 2);
            defined($name) && $locales[constant($name)] = $value;
        }
        return $locales;
    }
}
