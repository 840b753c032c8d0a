<?php
// The shop's container, as a Phalcon application for php-fpm makes it: a fresh one for each request.
declare(strict_types=1);

namespace Shop;

use Phalcon\Db\Adapter\Pdo\Sqlite;
use Phalcon\Di\DiInterface;
use Phalcon\Di\FactoryDefault;
use Phalcon\Encryption\Crypt;
use Phalcon\Events\Event;
use Phalcon\Events\Manager as Events;
use Phalcon\Http\Response\Cookies;
use Phalcon\Mvc\Dispatcher;
use Phalcon\Mvc\Router;
use Phalcon\Mvc\Url;
use Phalcon\Mvc\View;
use Phalcon\Mvc\View\Engine\Php;
use Phalcon\Mvc\View\Engine\Volt;
use Phalcon\Session\Adapter\Stream;
use Phalcon\Session\Manager as Session;

final class Services
{
    /** Where sessions, uploads and compiled templates go. */
    public static function scratch(string $name): string
    {
        $folder = (getenv('SHOP_SCRATCH') ?: sys_get_temp_dir() . '/peregrine-shop') . "/$name/";
        if (!is_dir($folder)) {
            @mkdir($folder, 0700, true);
        }
        return $folder;
    }

    public static function container(): FactoryDefault
    {
        $di = new FactoryDefault();
        // Phalcon binds a definition to the container, so these are no static closures.
        $di->setShared('db', function () {
            return self::database();
        });
        $di->setShared('url', function () {
            $url = new Url();
            $url->setBaseUri('/');
            return $url;
        });
        $di->setShared('session', function () {
            return self::session();
        });
        $di->setShared('crypt', function () {
            $crypt = new Crypt();
            $crypt->setCipher('aes-256-cfb');
            $crypt->setKey('T4\xb1\x8d\xa9\x98\x05\\\x8c\xbe\x1d\x07&[\x99\x18\xa4~Lc1\xbeW\xb3');
            return $crypt;
        });
        $di->setShared('cookies', fn () => new Cookies(false, 'a-key-for-signatures-of-32-octets'));
        return $di;
    }

    public static function mvc(): FactoryDefault
    {
        $di = self::container();
        $di->setShared('router', function () {
            return self::router();
        });
        $di->setShared('view', function () use ($di) {
            $view = new View();
            $view->setDI($di);
            $view->setViewsDir(__DIR__ . '/views/');
            $view->registerEngines([
                '.volt' => function ($view) use ($di) {
                    $volt = new Volt($view, $di);
                    $volt->setOptions(['path' => self::scratch('volt'), 'separator' => '_', 'always' => false]);
                    return $volt;
                },
                '.phtml' => Php::class,
            ]);
            return $view;
        });
        $di->setShared('dispatcher', function () {
            $events = new Events();
            $events->attach('dispatch:beforeException', function (Event $event, Dispatcher $dispatcher, \Throwable $e) {
                if ($e->getCode() === \Phalcon\Dispatcher\Exception::EXCEPTION_HANDLER_NOT_FOUND
                    || $e->getCode() === \Phalcon\Dispatcher\Exception::EXCEPTION_ACTION_NOT_FOUND) {
                    $dispatcher->forward(['controller' => 'errors', 'action' => 'missing']);
                    return false;
                }
                return true;
            });
            $dispatcher = new Dispatcher();
            $dispatcher->setEventsManager($events);
            $dispatcher->setDefaultNamespace('Shop\Controllers');
            return $dispatcher;
        });
        return $di;
    }

    private static function router(): Router
    {
        $router = new Router();
        $router->removeExtraSlashes(true);
        $router->add('/products/{id:[0-9]+}', ['controller' => 'shop', 'action' => 'product'])->setName('product');
        $router->add('/archive/{year:[0-9]{4}}/{month:[0-9]{2}}/:params', ['controller' => 'shop', 'action' => 'archive', 'params' => 3]);
        $router->addGet('/only/get', ['controller' => 'shop', 'action' => 'method']);
        $router->addPost('/only/post', ['controller' => 'shop', 'action' => 'method']);
        $router->add('/do/{behaviour:[a-z0-9-]+}', ['controller' => 'behaviour', 'action' => 'show']);
        $router->add('/do/{behaviour:[a-z0-9-]+}/{argument}', ['controller' => 'behaviour', 'action' => 'show']);
        $router->add('/match/{word}', ['controller' => 'shop', 'action' => 'index'])->match(fn (string $word) => "matched $word");
        $router->add('/converted/{name}', ['controller' => 'shop', 'action' => 'converted'])->convert('name', fn ($name) => strrev($name));
        return $router;
    }

    private static function session(): Session
    {
        $session = new Session();
        $session->setAdapter(getenv('SHOP_SESSION') === 'files' ? new \SessionHandler() : new Stream(['savePath' => self::scratch('sessions')]));
        $session->start();
        return $session;
    }

    /** A database of the container's own: what one request writes no other may see. */
    private static function database(): Sqlite
    {
        $db = new Sqlite(['dbname' => ':memory:']);
        $db->execute('CREATE TABLE makers (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)');
        $db->execute('CREATE TABLE products (id INTEGER PRIMARY KEY AUTOINCREMENT, maker_id INTEGER, name TEXT NOT NULL, price REAL NOT NULL, stock INTEGER NOT NULL DEFAULT 0)');
        $db->execute("INSERT INTO makers (name) VALUES ('Ada'), ('Grace'), ('Linus')");
        for ($i = 1; $i <= 12; $i++) {
            $db->execute('INSERT INTO products (maker_id, name, price, stock) VALUES (?, ?, ?, ?)', [$i % 3 + 1, "Product $i", $i * 1.25, $i * 10]);
        }
        return $db;
    }
}
