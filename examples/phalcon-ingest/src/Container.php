<?php
declare(strict_types=1);

namespace PhalconIngest;

use Ingest\{Counters, RulesStore};
use Ingest\Kafka\Link;
use Peregrine\Phalcon\{Request, Response};
use Phalcon\Di\Di;
use Phalcon\Mvc\{Application, Dispatcher, Router};

/** Makes the application of one request. What a worker has one of (rules, Kafka, counters) is the same in all of them. */
final class Container
{
    private readonly \Closure $router;
    private readonly \Closure $dispatcher;

    public function __construct(
        private readonly RulesStore $rules,
        private readonly Link $kafka,
        private readonly Counters $counters,
    ) {
        // A container binds the closures of its services to itself, so they know nothing of this object.
        $this->router = function (): Router {
            $router = new Router(false);
            $router->setDefaults(['controller' => 'errors', 'action' => 'refuse']);
            $router->notFound(['controller' => 'errors', 'action' => 'refuse']);
            $router->addPost('/events', ['controller' => 'events', 'action' => 'create']);
            foreach (['healthz' => 'health', 'readyz' => 'ready', 'stats' => 'stats'] as $path => $action) {
                $router->add("/$path", ['controller' => 'status', 'action' => $action], ['GET', 'HEAD']);
            }
            return $router;
        };
        $this->dispatcher = function (): Dispatcher {
            $dispatcher = new Dispatcher();
            $dispatcher->setDefaultNamespace('PhalconIngest\\Controllers');
            return $dispatcher;
        };
    }

    public function __invoke(): Application
    {
        $di = new Di();
        $di->setShared('request', Request::class);
        $di->setShared('response', Response::class);
        $di->setShared('router', $this->router);
        $di->setShared('dispatcher', $this->dispatcher);
        $di->setShared('rules', $this->rules);
        $di->setShared('kafka', $this->kafka);
        $di->setShared('counters', $this->counters);
        return (new Application($di))->useImplicitView(false);
    }
}
