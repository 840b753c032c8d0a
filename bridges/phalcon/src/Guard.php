<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Peregrine\Coroutine;
use Peregrine\Timer;
use Phalcon\Di\DiInterface;

/**
 * Looks after a request for what it left behind in the worker, and reports it: a tool for development and tests. What the
 * server gives each request anew (superglobals, ini settings, handlers, buffers, …) needs no guard.
 *
 * Requests that are under way together cannot be told apart, so it looks only when one began and ended alone.
 */
final class Guard
{
    private int $underWay = 0;
    private bool $alone = false;
    /** @var array<string, string> what there was before the request, by name */
    private array $before = [];
    private readonly \Closure $report;

    /**
     * @param null|callable(list<string>): void $report takes sentences; null writes them to the error log
     * @param list<class-string> $ignore classes whose static properties may change (caches)
     */
    public function __construct(?callable $report = null, private readonly array $ignore = [])
    {
        $this->report = $report === null
            ? static fn (array $sentences) => error_log('A request left behind: ' . implode('; ', $sentences))
            : \Closure::fromCallable($report);
    }

    public function arrive(): void
    {
        $this->alone = $this->underWay++ === 0;
        $this->before = $this->alone ? $this->look() : [];
    }

    public function leave(?DiInterface $container): void
    {
        $this->underWay--;
        $sentences = $container === null ? [] : self::transactions($container);
        if ($this->alone && $this->underWay === 0) {
            $sentences = [...$sentences, ...$this->compare($this->look())];
        }
        if ($sentences !== []) {
            ($this->report)($sentences);
        }
    }

    /** @return list<string> */
    private function compare(array $after): array
    {
        $sentences = [];
        foreach ($after as $name => $value) {
            if (!array_key_exists($name, $this->before)) {
                $sentences[] = "$name is new ($value)";
            } elseif ($this->before[$name] !== $value) {
                $sentences[] = "$name changed from {$this->before[$name]} to $value";
            }
        }
        return $sentences;
    }

    /** @return array<string, string> */
    private function look(): array
    {
        $seen = [];
        foreach (Timer::list() as $timer) {
            $seen["timer $timer"] = 'running';
        }
        $own = Coroutine::getCid();
        foreach (Coroutine::list() as $cid) {
            if ($cid !== $own && Coroutine::getPcid($cid) === $own) {
                $seen["coroutine $cid"] = 'running';
            }
        }
        foreach (array_keys($GLOBALS) as $name) {
            $seen["global \$$name"] = get_debug_type($GLOBALS[$name]);
        }
        return $seen + $this->statics() + ['working directory' => (string) getcwd()];
    }

    /** Static properties of the application's classes; of Phalcon's and of this package there is nothing to report. */
    private function statics(): array
    {
        $seen = [];
        foreach (get_declared_classes() as $class) {
            if (preg_match('/^(?:Phalcon|Peregrine)\\\\/', $class) === 1 || in_array($class, $this->ignore, true)) {
                continue;
            }
            $reflection = new \ReflectionClass($class);
            if (!$reflection->isUserDefined()) {
                continue;
            }
            foreach ($reflection->getProperties(\ReflectionProperty::IS_STATIC) as $property) {
                if ($property->getDeclaringClass()->name === $class && $property->isInitialized()) {
                    $seen["$class::\${$property->name}"] = self::describe($property->getValue());
                }
            }
        }
        return $seen;
    }

    private static function describe(mixed $value): string
    {
        return match (true) {
            is_object($value) => $value::class . ' #' . spl_object_id($value),
            is_array($value) => 'array of ' . count($value),
            default => substr(var_export($value, true), 0, 60),
        };
    }

    /** @return list<string> */
    private static function transactions(DiInterface $container): array
    {
        $sentences = [];
        foreach ($container->getServices() as $name => $service) {
            if (!$service->isShared() || !$service->isResolved()) {
                continue;
            }
            $instance = $container->getShared($name);
            if ($instance instanceof \Phalcon\Db\Adapter\AdapterInterface && $instance->isUnderTransaction()) {
                $sentences[] = "service $name has a transaction open";
            }
        }
        return $sentences;
    }
}
