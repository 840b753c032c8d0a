<?php
declare(strict_types=1);

namespace Peregrine\Phalcon\Cli;

use Phalcon\Cli\Dispatcher;
use Phalcon\Di\DiInterface;
use Phalcon\Mvc\ModuleDefinitionInterface;

/**
 * The server as a module of a Phalcon console: `serve`, `reload`, `stop`, `status`.
 *
 *     $console->registerModules(['server' => ['className' => Peregrine\Phalcon\Cli\Module::class]]);
 *     $console->handle(['module' => 'server', 'task' => 'server', 'action' => $argv[1] ?? 'status']);
 *
 * The container has to have `peregrineServer`, a definition that makes the Peregrine\Http\Server with all its callbacks, and
 * `peregrinePidFile`, a path; the task sets the server's option `pid_file` to it.
 */
final class Module implements ModuleDefinitionInterface
{
    public function registerAutoloaders(?DiInterface $container = null): void
    {
    }

    public function registerServices(DiInterface $container): void
    {
        $dispatcher = $container->getShared('dispatcher');
        if ($dispatcher instanceof Dispatcher) {
            $dispatcher->setDefaultNamespace('Peregrine\Phalcon\Cli');
        }
    }
}
