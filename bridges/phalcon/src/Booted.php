<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Phalcon\Di\DiInterface;
use Phalcon\Di\InjectionAwareInterface;
use Phalcon\Mvc\Application;
use Phalcon\Mvc\Micro;

/**
 * An application that was booted once in a worker. A request gets a copy of it with a container of its own, in which some
 * services are the request's and all others are those of the booted container, made once and shared by every request.
 */
final class Booted
{
    /**
     * Services that hold something of a request, or that two requests must not use at a time. A connection that can do
     * without transactions across waits may be taken out.
     */
    public const PER_REQUEST = [
        'request', 'response', 'cookies', 'router', 'dispatcher', 'view', 'url', 'tag', 'assets', 'session', 'sessionBag',
        'flash', 'flashSession', 'security', 'db', 'modelsManager', 'transactionManager',
    ];

    /** @param list<string> $perRequest */
    public function __construct(private readonly Application|Micro $application, private readonly array $perRequest)
    {
    }

    public function copy(): Application|Micro
    {
        $container = clone $this->application->getDI();
        foreach ($this->perRequest as $name) {
            if ($container->has($name)) {
                $this->renew($container, $name);
            }
        }
        $container->remove('application'); // earlier versions of Micro put themselves there
        $application = clone $this->application;
        $application->setDI($container);
        return $application;
    }

    /**
     * What was booted with routes, events or directories in it keeps them in the copy; everything else is made when it is
     * first asked for.
     */
    private function renew(DiInterface $container, string $name): void
    {
        $service = $container->getService($name);
        $definition = $service->getDefinition();
        $shared = $service->isShared();
        $booted = $this->booted($name, $definition, $service->isResolved());
        $container->remove($name);
        if ($booted === null) {
            $container->set($name, $definition, $shared);
            return;
        }
        $copy = clone $booted;
        if ($copy instanceof InjectionAwareInterface) {
            $copy->setDI($container);
        }
        $container->set($name, $copy, $shared);
    }

    private function booted(string $name, mixed $definition, bool $resolved): ?object
    {
        if (is_object($definition) && !$definition instanceof \Closure) {
            return $definition;
        }
        $keeps = in_array($name, ['router', 'dispatcher', 'view', 'url'], true);
        return $keeps && $resolved ? $this->application->getDI()->getShared($name) : null;
    }
}
