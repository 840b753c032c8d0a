<?php
// What handlers.php asks: php handlers_server.php PORT. The path's first part names a handler; what hooks and guards say goes
// to the error log.
declare(strict_types=1);

use Peregrine\Coroutine;
use Peregrine\Phalcon\Guard;
use Peregrine\Phalcon\Handler;
use Peregrine\Phalcon\MicroHandler;
use Peregrine\Phalcon\MvcHandler;
use Peregrine\Phalcon\Request;
use Peregrine\Phalcon\Response;
use Peregrine\Phalcon\Session;
use Phalcon\Di\DiInterface;
use Phalcon\Di\FactoryDefault;
use Phalcon\Mvc\Application;
use Phalcon\Mvc\Micro;
use Shop\Services;

require __DIR__ . '/app/loader.php';
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Peregrine\\Phalcon\\')) {
        require __DIR__ . '/../../../bridges/phalcon/src/' . strtr(substr($class, 18), '\\', '/') . '.php';
    }
});

/** A static property that no request owns. */
final class Leaky
{
    public static array $kept = [];
}

/** Every way a request may end, and what the bridge adds. */
function routes(): Micro
{
    $di = new FactoryDefault();
    $di->setShared('request', Request::class);
    $di->setShared('response', Response::class);
    $di->setShared('session', Session::class);
    $app = new Micro($di);
    $route = fn (string $path, \Closure $handler) => $app->get("/$path", $handler);
    $route('return', function () {
        return 'returned by ' . $_GET['as'];
    });
    $route('exit', function () {
        exit('said by ' . $_GET['as']);
    });
    $route('throw', fn () => throw new DomainException('nobody caught this'));
    $route('fatal', function () {
        eval('class Twice {} class Twice {}');
    });
    $route('wait', function () {
        Coroutine::sleep(10);
    });
    $route('stream', function () {
        $response = $this->getDI()->getShared('response');
        $response->setHeader('X-Streamed', 'yes');
        $response->setContentType('text/plain');
        return $response->stream((function () {
            foreach (['one', 'two', 'three'] as $piece) {
                yield "$piece\n";
                Coroutine::sleep(0.002);
            }
        })());
    });
    $route('endless', function () {
        return $this->getDI()->getShared('response')->stream((function () {
            while (true) {
                yield str_repeat('x', 1000);
                Coroutine::sleep(0.001);
            }
        })());
    });
    $route('file', function () {
        header('Set-Cookie: one=1', false);
        header('Set-Cookie: two=2', false);
        return $this->getDI()->getShared('response')->setStatusCode(201)->setFileToSend(__FILE__, 'server.php');
    });
    $route('request', function () {
        $own = $this->getDI()->getShared('request');
        return get_class($own) . ' ' . $own->peregrine()->server['path_info'] . ' ' . $own->getQuery('as');
    });
    $route('session', function () {
        $session = $this->getDI()->getShared('session');
        isset($_GET['write']) && $session->set('seen', $session->get('seen', 0) + 1);
        return json_encode([$session->get('seen', 'nothing'), $session->exists()]);
    });
    $route('leaks', function () {
        Leaky::$kept[] = 'a thing';
        $GLOBALS['leaked'] = true;
        Coroutine::create(fn () => Coroutine::sleep(0.05));
        return 'leaked';
    });
    $app->notFound(function () {
        http_response_code(404);
        return 'not here';
    });
    return $app;
}

$server = new Peregrine\Http\Server('127.0.0.1', (int) $argv[1]);
$server->set(['worker_num' => 1, 'request_state' => true]);
$handlers = [];
$server->on('workerStart', function () use (&$handlers): void {
    $reset = fn (DiInterface $di) => error_log('reset of ' . $_GET['as']);
    $made = fn (Handler $handler) => $handler->onReset(fn () => throw new LogicException('a hook that fails'))->onReset($reset);
    $handlers = [
        'factory' => $made(new MicroHandler(routes(...))),
        'booted' => $made(new MicroHandler(routes())),
        'debug' => $made((new MicroHandler(routes(...)))->debug()),
        'guarded' => (new MicroHandler(routes(...)))->guard(new Guard(fn (array $said) => error_log('left: ' . implode('; ', $said)))),
        'mvc' => $made((new MvcHandler(Services::mvc(...)))->debug()),
        'wrong' => new MicroHandler(fn () => new stdClass()),
    ];
});
$server->on('request', function ($request, $response) use (&$handlers): void {
    if ($_SERVER['REQUEST_URI'] === '/pid') {
        echo getmypid();
        return;
    }
    if ($_SERVER['REQUEST_URI'] === '/cancel') {
        $cancelled = 0;
        foreach (Coroutine::list() as $id) {
            $cancelled += $id !== Coroutine::getCid() && Coroutine::cancel($id, true) ? 1 : 0;
        }
        echo $cancelled; // none: the one that is to be cancelled has not arrived yet
        return;
    }
    [, $name, $path] = explode('/', $_SERVER['REQUEST_URI'], 3);
    $_SERVER['REQUEST_URI'] = "/$path";
    $handlers[$name]($request, $response);
});
$server->start();
