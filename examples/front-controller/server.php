<?php
// An unmodified public/index.php on http://127.0.0.1:9501. With Composer: require vendor/autoload.php instead of this loader.
spl_autoload_register(function (string $class): void {
    $file = __DIR__ . '/../../bridges/front-controller/src/' . strtr(substr($class, strlen('Peregrine\\')), '\\', '/') . '.php';
    if (is_file($file)) {
        require $file;
    }
});

$server = new Peregrine\Http\Server('127.0.0.1', 9501);
$server->set(['worker_num' => 2]);
(new Peregrine\FrontController(__DIR__ . '/public/index.php'))->attach($server);
$server->start();
