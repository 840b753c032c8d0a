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

$workers = 2;
foreach (preg_grep('~^--workers=\d+$~', $argv) as $number => $given) {
    $workers = (int) substr($given, strlen('--workers='));
    unset($argv[$number]);
}
[, $app, $port] = array_values($argv);
$options = is_file("$app/front.php") ? require "$app/front.php" : [];
$server = new Peregrine\Http\Server('127.0.0.1', (int) $port);
$server->set(['worker_num' => $workers, 'log_level' => Peregrine\LOG_WARNING]);
(new Peregrine\FrontController("$app/public/index.php", $options))->attach($server);
$server->start();
