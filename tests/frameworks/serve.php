<?php
// Serves an application's public/index.php with Peregrine: php serve.php APP PORT [--workers=2]. What compare.php starts for
// applications without a serve.php of their own; their front.php has FrontController's options.
declare(strict_types=1);

spl_autoload_register(function (string $class): void {
    $file = dirname(__DIR__, 2) . '/bridges/front-controller/src/' . strtr(substr($class, strlen('Peregrine\\')), '\\', '/') . '.php';
    if (str_starts_with($class, 'Peregrine\\') && is_file($file)) {
        require $file;
    }
});

[, $app, $port] = $argv;
$options = is_file("$app/front.php") ? require "$app/front.php" : [];
$server = new Peregrine\Http\Server('127.0.0.1', (int) $port);
$workers = preg_match('~^--workers=(\d+)$~', $argv[3] ?? '', $match) ? (int) $match[1] : 2;
$server->set(['worker_num' => $workers, 'log_level' => Peregrine\LOG_WARNING]);
(new Peregrine\FrontController("$app/public/index.php", $options))->attach($server);
$server->start();
