<?php
// The shop as a Micro application: routes as closures, a mounted collection, every kind of middleware.
declare(strict_types=1);

namespace Shop;

use Phalcon\Di\FactoryDefault;
use Phalcon\Events\Event;
use Phalcon\Events\Manager as Events;
use Phalcon\Mvc\Micro;
use Phalcon\Mvc\Micro\Collection;
use Shop\Behaviours\Behaviours;
use Shop\Models\Product;

final class MicroApplication
{
    public static function build(FactoryDefault $di): Micro
    {
        $app = new Micro($di);
        $log = new \ArrayObject();
        $di->setShared('log', $log);
        $app->setEventsManager(self::events($log));
        $app->before(function () use ($app, $log): bool {
            $log[] = 'before';
            if ($app->request->getQuery('stop') === 'before') {
                $app->response->setStatusCode(401)->setContent('stopped before')->send();
                $app->stop();
                return false;
            }
            return true;
        });
        $app->after(fn () => $log[] = 'after');
        $app->finish(fn () => $log[] = 'finish');
        self::routes($app, $log);
        $app->mount(self::products());
        $app->notFound(fn () => $app->response->setStatusCode(404)->setContent('nothing at ' . $app->request->getURI(true))->send());
        $app->error(function (\Throwable $e) use ($app): bool {
            if ($e instanceof \OutOfRangeException) {
                $app->response->setStatusCode(500)->setContent('error handler: ' . $e->getMessage())->send();
                return false;
            }
            return true;
        });
        return $app;
    }

    private static function routes(Micro $app, \ArrayObject $log): void
    {
        $app->get('/', fn () => 'home');
        $app->map('/do/{behaviour:[a-z0-9-]+}', fn (string $behaviour) => Behaviours::run($app->getDI(), $behaviour, null));
        $app->map('/do/{behaviour:[a-z0-9-]+}/{argument}', fn (string $behaviour, string $argument) => Behaviours::run($app->getDI(), $behaviour, urldecode($argument)));
        $app->get('/hello/{name}', fn (string $name) => "hello $name")->setName('hello');
        $app->get('/url', fn () => $app->url->get(['for' => 'hello', 'name' => 'ada']));
        $app->get('/echo', function () {
            echo 'echoed, not returned';
        });
        $app->get('/array', fn () => $app->response->setJsonContent(['a' => 1]));
        $app->get('/log', function () use ($app, $log) {
            $app->finish(function () use ($log) {
                echo implode(', ', (array) $log);
            });
        });
        $app->get('/throw', fn () => throw new \OutOfRangeException('out of range'));
        $app->get('/throw/other', fn () => throw new \DomainException('not handled'));
        foreach (['post', 'put', 'patch', 'delete', 'head', 'options'] as $method) {
            $app->$method('/verb', fn () => $app->response->setHeader('X-Verb', $method)->setContent("by $method"));
        }
        $app->get('/number/{n:[0-9]+}', fn (string $n) => 'number ' . ($n + 1));
        $app->get('/handler', [new self(), 'handler']);
        $app->get('/view', function () use ($app) {
            $view = new \Phalcon\Mvc\View\Simple();
            $view->setDI($app->getDI());
            $view->setViewsDir(__DIR__ . '/views/');
            return $view->render('index/phtml', ['title' => 'Simple', 'log' => 'view']);
        });
        $app->get('/handler/response', function () use ($app) {
            $app->setResponseHandler(fn () => $app->response->setContent('by the response handler: ' . $app->getReturnedValue())->send());
            return 'returned';
        });
    }

    public function handler(): string
    {
        return 'a method handles';
    }

    private static function products(): Collection
    {
        $collection = new Collection();
        $collection->setPrefix('/products')->setHandler(ProductHandler::class, true);
        $collection->get('/', 'all');
        $collection->get('/{id:[0-9]+}', 'one');
        $collection->post('/', 'add');
        return $collection;
    }

    private static function events(\ArrayObject $log): Events
    {
        $events = new Events();
        $events->attach('micro', new class ($log) {
            public function __construct(private \ArrayObject $log)
            {
            }
            public function beforeHandleRoute(): bool
            {
                $this->log[] = 'beforeHandleRoute';
                return true;
            }
            public function beforeExecuteRoute(Event $event, Micro $app): bool
            {
                $this->log[] = 'beforeExecuteRoute';
                return true;
            }
            public function afterExecuteRoute(): void
            {
                $this->log[] = 'afterExecuteRoute';
            }
            public function afterHandleRoute(): void
            {
                $this->log[] = 'afterHandleRoute';
            }
            public function beforeNotFound(Event $event, Micro $app): bool
            {
                $app->response->setHeader('X-Not-Found', 'yes');
                return true;
            }
        });
        return $events;
    }
}
