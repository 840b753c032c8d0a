<?php
// A Phalcon console with the bridge's module: php console.php PID_FILE PORT ACTION
declare(strict_types=1);

use Peregrine\Phalcon\Cli\Module;

require __DIR__ . '/app/loader.php';
foreach (['Module', 'ServerTask'] as $class) {
    require __DIR__ . "/../../../bridges/phalcon/src/Cli/$class.php";
}
[, $pidFile, $port, $action] = $argv;
$di = new Phalcon\Di\FactoryDefault\Cli();
$di->setShared('peregrinePidFile', fn () => $pidFile);
$di->setShared('peregrineServer', function () use ($port) {
    $server = new Peregrine\Http\Server('127.0.0.1', (int) $port);
    $server->set(['worker_num' => 2]);
    $server->on('request', fn ($request, $response) => $response->end('served'));
    return $server;
});
$console = new Phalcon\Cli\Console($di);
$console->registerModules(['server' => ['className' => Module::class]]);
try {
    $console->handle(['module' => 'server', 'task' => 'server', 'action' => $action]);
} catch (Throwable $e) {
    fwrite(STDERR, $e->getMessage() . "\n");
    exit(1);
}
