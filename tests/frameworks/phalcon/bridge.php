<?php
// The bridge's classes beside Phalcon, without a server: php bridge.php. With PEREGRINE_MODULE and PORT also the console
// module against a server of its own. The last line is "N passed, N failed"; the status is 1 when one failed.
declare(strict_types=1);

use Peregrine\Phalcon\Booted;
use Peregrine\Phalcon\Handler;
use Peregrine\Phalcon\Request;
use Peregrine\Phalcon\Response;
use Peregrine\Phalcon\Session;
use Phalcon\Di\Di;
use Phalcon\Di\FactoryDefault;
use Phalcon\Mvc\Application;
use Phalcon\Mvc\Micro;
use Phalcon\Mvc\Router;
use Shop\Services;

require __DIR__ . '/app/loader.php';
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Peregrine\\Phalcon\\')) {
        require __DIR__ . '/../../../bridges/phalcon/src/' . strtr(substr($class, 18), '\\', '/') . '.php';
    }
});

$passed = $failed = 0;
function same(string $name, mixed $want, mixed $got): void
{
    $want === $got ? $GLOBALS['passed']++ : $GLOBALS['failed']++;
    if ($want !== $got) {
        // Output buffers are under test.
        fwrite(STDERR, "FAIL $name\n  want " . json_encode($want) . "\n  got  " . json_encode($got) . "\n");
    }
}

// The session
session_save_path(sys_get_temp_dir());
ini_set('session.use_cookies', '0');
$session = new Session();
same('reading starts no session', ['none', false, false], [$session->get('a', 'none'), $session->has('a'), $session->exists()]);
$session->remove('a');
$session->destroy();
same('nor does removing', false, $session->exists());
$_COOKIE[session_name()] = 'abc123';
same('a cookie makes reading start it', [null, true], [$session->get('a'), @$session->exists()]);
$session->destroy();
same('and it ends', false, $session->exists());

unset($_COOKIE[session_name()]);

// A booted MVC application
$booted = new Application(Services::mvc());
$container = $booted->getDI();
$config = new stdClass();
$container->setShared('config', $config);
$router = $container->getShared('router');
$router->add('/added', ['controller' => 'index', 'action' => 'string']);
$container->getShared('response')->setHeader('X-Booted', 'yes');
$maker = new Booted($booted, Booted::PER_REQUEST);
[$one, $two] = [$maker->copy(), $maker->copy()];
same('a copy has a container of its own', [false, false], [$one->getDI() === $container, $one->getDI() === $two->getDI()]);
foreach (Booted::PER_REQUEST as $name) {
    if ($container->has($name) && $name !== 'transactionManager') {
        same("$name is the copy's own", false, $one->getDI()->getShared($name) === $two->getDI()->getShared($name));
    }
}
same('what is not named is shared', [true, true], [$one->getDI()->getShared('config') === $config, $one->getDI()->getShared('escaper') === $two->getDI()->getShared('escaper')]);
same('routes are kept', count($router->getRoutes()), count($one->getDI()->getShared('router')->getRoutes()));
same('headers of another request are not', false, $one->getDI()->getShared('response')->hasHeader('X-Booted'));
same('services know the copy', true, $one->getDI()->getShared('view')->getDI() === $one->getDI());
$_SERVER['REQUEST_METHOD'] = 'GET';
Di::setDefault($one->getDI());
same('a copy answers', 'returned as a string', $one->handle('/added')->getContent());
Di::setDefault($two->getDI());
same('and the other, too', 'target of [["by","forward"],true,"forward"]', $two->handle('/index/forward')->getContent());
same('the booted container stays as it was', 1, $container->getShared('response')->getHeaders()->has('X-Booted') ? 1 : 0);

// A booted Micro application
$micro = new Micro(new FactoryDefault());
$micro->get('/who/{name}', function (string $name) {
    return "$name by " . spl_object_id($this) . ' in ' . spl_object_id($this->getDI());
});
$copy = (new Booted($micro, Booted::PER_REQUEST))->copy();
ob_start();
$copy->handle('/who/ada');
same('$this is the copy of a Micro application', 'ada by ' . spl_object_id($copy) . ' in ' . spl_object_id($copy->getDI()), ob_get_clean());

// The response
$di = new FactoryDefault();
$response = new Response();
$response->setDI($di);
$sent = '';
$response->stream((function () use (&$sent) {
    foreach (['a', 'b', 'c'] as $piece) {
        yield $piece;
        $sent .= '|';
    }
})());
ob_start(function (string $text) use (&$sent): string {
    $sent .= $text;
    return '';
});
@$response->send();
same('each piece of a stream is sent before the next', 'a|b|c|', $sent);
same('and the response once', true, $response->isSent());
try {
    $response->send();
    same('sending again', 'refused', 'sent');
} catch (Throwable $e) {
    same('sending again', true, $e instanceof Exception);
}
while (ob_get_level() > 0 && ob_end_clean());
$file = (new Response())->setFileToSend(__FILE__, null, false);
$file->setDI($di);
ob_start();
@$file->send();
same('a file without a server is read', file_get_contents(__FILE__), ob_get_clean());

// The console module
$module = getenv('PEREGRINE_MODULE');
if ($module) {
    $pid = sys_get_temp_dir() . '/shop-' . getmypid() . '.pid';
    $php = [PHP_BINARY, ...(getenv('PHALCON_EXTENSION') ? ['-d', 'extension=' . getenv('PHALCON_EXTENSION')] : []), '-d', "extension=$module", '-d', 'xdebug.mode=off', __DIR__ . '/console.php', $pid, getenv('PORT') ?: '21480'];
    $console = static function (string $action) use ($php): string {
        exec(implode(' ', array_map(escapeshellarg(...), [...$php, $action])) . ' 2>&1', $lines);
        return implode("\n", $lines);
    };
    same('status without a server', 'The server does not run.', $console('status'));
    $null = ['file', '/dev/null', 'w'];
    $server = proc_open([...$php, 'serve'], [$null, $null, $null], $pipes);
    for ($deadline = microtime(true) + 60; !is_file($pid) && microtime(true) < $deadline; usleep(20_000));
    $workers = static function (string $status): array {
        return preg_match('/^The server runs as process (\d+) since \S+, with processes (.+)\.$/', $status, $m) === 1 ? explode(', ', $m[2]) : [$status];
    };
    for ($before = []; count($before) !== 2 && microtime(true) < $deadline; usleep(20_000)) {
        $before = $workers($console('status'));
    }
    same('status of a server', 2, count($before));
    same('serve beside it', true, str_contains($console('serve'), 'runs already'));
    same('reload', true, str_contains($console('reload'), 'replaces its workers'));
    for ($after = $before; (array_intersect($after, $before) !== [] || count($after) !== 2) && microtime(true) < $deadline; usleep(20_000)) {
        $after = $workers($console('status'));
    }
    same('reload replaced every worker', [], array_values(array_intersect($after, $before)));
    same('stop', true, str_contains($console('stop'), 'has ended'));
    same('stop without a server', true, str_contains($console('stop'), 'does not run'));
    proc_close($server);
}
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
