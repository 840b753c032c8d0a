<?php
// The shop on Peregrine by the bridge: php -d extension=peregrine mvc/serve.php APP PORT. WORKERS is their number, BOOTED=1
// boots the application once in each worker.
declare(strict_types=1);

use Peregrine\Http\Server;
use Peregrine\Phalcon\MicroHandler;
use Peregrine\Phalcon\MvcHandler;
use Phalcon\Mvc\Application;
use Shop\MicroApplication;
use Shop\Services;

require __DIR__ . '/loader.php';
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Peregrine\\Phalcon\\')) {
        require __DIR__ . '/../../../../bridges/phalcon/src/' . strtr(substr($class, 18), '\\', '/') . '.php';
    }
});

return static function (string $kind, array $argv): void {
    $factory = $kind === 'mvc' ? fn () => new Application(Services::mvc()) : fn () => MicroApplication::build(Services::container());
    $class = $kind === 'mvc' ? MvcHandler::class : MicroHandler::class;
    $handler = null;
    $server = new Server('127.0.0.1', (int) $argv[2]);
    $server->set(['worker_num' => (int) (getenv('WORKERS') ?: 2), 'request_state' => true]);
    $server->on('workerStart', function () use (&$handler, $class, $factory): void {
        $handler = new $class(getenv('BOOTED') === '1' ? $factory() : $factory);
    });
    $server->on('request', function ($request, $response) use (&$handler): void {
        try {
            $handler($request, $response);
        } catch (Throwable $e) { // as public/index.php does
            if (isset($_GET['uncaught'])) {
                throw $e;
            }
            http_response_code(500);
            echo 'Exception: ', $e::class, ': ', $e->getMessage();
        }
    });
    $server->start();
};
