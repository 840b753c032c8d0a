<?php

use Shop\Current;
use Shop\Invokable;
use Shop\Isolation;
use Shop\ProductController;
use Slim\App;
use Slim\Http\Body;
use Slim\Http\Request;
use Slim\Http\Response;
use Slim\Http\Stream;

return function (App $app) {
    $app->get('/', fn (Request $request, Response $response) => $response->write('<h1>Home</h1>'))->setName('home');
    $app->get('/hello/{name}', fn ($request, $response, $args) => $response->write('Hello ' . htmlspecialchars($args['name'])))->setName('hello');
    $app->get('/optional[/{year:[0-9]{4}}[/{month:[0-9]{2}}]]', fn ($request, $response, $args) => $response->withJson($args))->setName('archive');
    $app->get('/rest/{parts:.+}', fn ($request, $response, $args) => $response->withJson(explode('/', $args['parts'])));
    $app->get('/number/{id:[0-9]+}', fn ($request, $response, $args) => $response->withJson(['id' => (int) $args['id']]));
    $app->any('/any', fn (Request $request, $response) => $response->withHeader('X-Method', $request->getMethod())->write($request->getMethod() . ' ' . $request->getOriginalMethod()));
    $app->map(['PUT', 'PATCH', 'DELETE'], '/changes', fn (Request $request, $response) => $response->withJson(['method' => $request->getMethod(), 'body' => $request->getParsedBody(), 'raw' => (string) $request->getBody()]));
    $app->options('/options', fn ($request, $response) => $response->withHeader('Allow', 'GET, OPTIONS'));
    $app->redirect('/old', '/hello/redirected', 301);
    $app->get('/invoke/{what}', Invokable::class);
    $app->get('/static', Invokable::class . '::fixed');
    $app->get('/urls', function ($request, $response) {
        $router = $this->get('router');

        return $response->withJson([$router->pathFor('home'), $router->pathFor('hello', ['name' => 'a b']), $router->pathFor('archive', ['year' => '2024'], ['q' => 'x&y']), $router->relativePathFor('hello', ['name' => 'z'])]);
    });

    $app->group('/group', function (App $app) {
        $app->get('', fn ($request, $response) => $response->write('group root'));
        $app->get('/item/{id}', fn ($request, $response, $args) => $response->write("item {$args['id']} " . $request->getAttribute('group')));
        $app->group('/inner', function (App $app) {
            $app->get('/deep', fn ($request, $response) => $response->write('deep ' . $request->getAttribute('group') . ' ' . $request->getAttribute('inner')));
        })->add(fn ($request, $response, $next) => $next($request, $response)->withHeader('X-Inner', '1'));
    })->add(fn ($request, $response, $next) => $next($request->withAttribute('group', 'in the group'), $response)->withHeader('X-Group', '1'));
    $app->get('/route-middleware', fn ($request, $response) => $response->write('[route]'))->add(function ($request, $response, $next) {
        $response->getBody()->write('before ');
        $response = $next($request, $response);
        $response->getBody()->write(' after');

        return $response;
    });

    // What came
    $app->any('/request', function (Request $request, $response) {
        $uri = $request->getUri();

        return $response->withJson([
            'method' => $request->getMethod(), 'path' => $uri->getPath(), 'query' => $uri->getQuery(), 'base' => $uri->getBasePath(), 'user' => $uri->getUserInfo(),
            'params' => $request->getParams(), 'get' => $_GET, 'post' => $_POST, 'request' => $_REQUEST, 'parsed' => $request->getParsedBody(), 'type' => $request->getMediaType(), 'charset' => $request->getContentCharset(),
            'typeParams' => $request->getMediaTypeParams(), 'length' => $request->getContentLength(), 'xhr' => $request->isXhr(), 'target' => $request->getRequestTarget(), 'protocol' => $request->getProtocolVersion(),
        ]);
    });
    $app->any('/headers', function (Request $request, $response) {
        $own = array_filter($request->getHeaders(), fn ($name) => str_starts_with($name, 'HTTP_X_') || str_starts_with($name, 'X-'), ARRAY_FILTER_USE_KEY);
        ksort($own);

        return $response->withJson([$own, $request->getHeaderLine('Accept'), $request->hasHeader('x-one'), $request->getHeader('X-One')]);
    });
    $app->get('/server', function (Request $request, $response) {
        $server = array_intersect_key($request->getServerParams(), array_flip(['REQUEST_METHOD', 'REQUEST_URI', 'SERVER_PROTOCOL', 'REMOTE_ADDR', 'SCRIPT_NAME', 'HTTP_X_ONE', 'PHP_AUTH_USER', 'PHP_AUTH_PW']));
        ksort($server);

        return $response->withJson($server + ['input' => filter_input(INPUT_GET, 'n', FILTER_VALIDATE_INT), 'has' => filter_has_var(INPUT_GET, 'n'), 'time' => abs(time() - $_SERVER['REQUEST_TIME']) < 60]);
    });
    $app->any('/raw', function (Request $request, $response) {
        $body = (string) $request->getBody();

        return $response->withJson([strlen($body), md5($body), md5_file('php://input') === md5($body)]);
    });
    $app->post('/files', function (Request $request, $response) {
        $told = [];
        $files = $request->getUploadedFiles();
        array_walk_recursive($files, function ($file, $key) use (&$told) {
            $told[] = [$key, $file->getClientFilename(), $file->getClientMediaType(), $file->getError(), $file->getSize(), UPLOAD_ERR_OK === $file->getError() ? md5((string) $file->getStream()) : null];
        });

        return $response->withJson(['files' => $told, 'form' => $request->getParsedBody()]);
    });
    $app->post('/move', function (Request $request, $response) {
        $file = $request->getUploadedFiles()['file'];
        $path = __DIR__ . '/../var/' . bin2hex(random_bytes(8));
        $file->moveTo($path);
        $text = file_get_contents($path);
        unlink($path);
        try {
            $file->moveTo($path);
            $again = 'moved twice';
        } catch (\RuntimeException $e) {
            $again = $e->getMessage();
        }

        return $response->withJson([$text, $again]);
    });
    $app->get('/cookies', function (Request $request, $response) {
        return $response->withJson([array_diff_key($request->getCookieParams(), ['PHPSESSID' => 1]), $request->getCookieParam('a', 'none')]);
    });
    $app->get('/negotiate', function (Request $request, $response) {
        return str_contains($request->getHeaderLine('Accept'), 'json') ? $response->withJson(['as' => 'json']) : $response->withHeader('Content-Type', 'text/plain')->write('as text');
    });

    // What goes
    $app->get('/status/{code:[0-9]{3}}', fn ($request, $response, $args) => $response->withStatus((int) $args['code'])->write('status ' . $args['code']));
    $app->get('/reason', fn ($request, $response) => $response->withStatus(299, 'Own Words')->write('reason'));
    $app->get('/json', fn ($request, $response) => $response->withJson(['text' => '<ä> & "q"', 'n' => 1.5, 'list' => [1, null, true]], 201, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE));
    $app->get('/redirect/{code}', fn ($request, $response, $args) => $response->withRedirect('/hello/there?a=1&b=2', (int) $args['code']));
    $app->get('/set-cookies', fn ($request, $response) => $response->withAddedHeader('Set-Cookie', 'one=1; Path=/; HttpOnly')->withAddedHeader('Set-Cookie', 'two=2; Path=/; SameSite=Lax'));
    $app->get('/set-headers', fn ($request, $response) => $response->withHeader('X-One', 'a')->withAddedHeader('X-One', 'b')->withHeader('X-Gone', '1')->withoutHeader('X-Gone')->withHeader('Content-Type', 'text/plain; charset=iso-8859-1')->write('headers'));
    $app->get('/cache', fn ($request, $response) => $response->withHeader('Cache-Control', 'public, max-age=60')->withHeader('ETag', '"v1"')->withStatus('"v1"' === $request->getHeaderLine('If-None-Match') ? 304 : 200)->write('cached'));
    $app->get('/file', fn ($request, $response) => $response->withHeader('Content-Type', 'text/plain')->withHeader('Content-Disposition', 'attachment; filename="sample.txt"')->withBody(new Stream(fopen(__DIR__ . '/../public/sample.txt', 'rb'))));
    $app->get('/big', function ($request, $response) {
        $body = new Body(fopen('php://temp', 'r+'));
        for ($i = 0; $i < 20000; $i++) {
            $body->write("line $i of a long text\n");
        }

        return $response->withBody($body)->withHeader('Content-Type', 'text/plain');
    });
    $app->get('/unbuffered', function ($request, $response) {
        $response = $response->withBody(new \Slim\Http\NonBufferedBody())->withHeader('Content-Type', 'text/plain')->withHeader('X-Live', '1');
        for ($i = 0; $i < 5; $i++) {
            $response = $response->write("live $i\n");
        }

        return $response;
    });
    $app->get('/length', fn ($request, $response) => $response->withHeader('Content-Length', '5')->write('12345'));
    $app->get('/empty', fn ($request, $response) => $response->withStatus(204));
    $app->get('/string', fn () => 'a returned string');
    $app->get('/echo', function ($request, $response) {
        echo 'echoed, ';

        return $response->write('then written');
    });
    $app->get('/exit', function () {
        header('X-Exit: 1');
        http_response_code(203);
        exit('gone');
    });
    $app->get('/native', function ($request, $response) {
        header('X-Native: yes');
        setcookie('native', 'a b', 0, '/', '', false, true);
        setrawcookie('raw', 'a%20b');

        return $response->write('native');
    });
    $app->get('/buffers', function ($request, $response) {
        ob_start();
        echo 'inside';
        $inside = ob_get_clean();

        return $response->write(strrev($inside) . ' ' . ob_get_level());
    });
    $app->get('/callback', function ($request, $response) {
        ob_start(fn ($text) => '[' . $text . ']');
        echo 'never ended';

        return $response->write('body');
    });
    $app->get('/late', function ($request, $response) {
        register_shutdown_function(function () {
            echo '|late|';
        });

        return $response->write('early');
    });

    // Templates
    $app->get('/page', fn ($request, $response) => $response->write($this->view->render('page.twig', ['name' => $request->getQueryParam('name', '<Anon> & "co"'), 'items' => ['a' => 1, 'b<' => 2]])));
    $app->get('/php-view', function ($request, $response) {
        $name = $request->getQueryParam('name', '<x>');
        ob_start();
        include __DIR__ . '/../templates/plain.phtml';

        return $response->write(ob_get_clean());
    });

    // Sessions
    $app->get('/session/count', function ($request, $response) {
        $_SESSION['count'] = ($_SESSION['count'] ?? 0) + 1;

        return $response->withJson(['count' => $_SESSION['count'], 'status' => session_status()]);
    });
    $app->get('/session/set/{key}/{value}', function ($request, $response, $args) {
        $_SESSION['values'][$args['key']] = $args['value'];

        return $response->withJson($_SESSION['values']);
    });
    $app->get('/session/all', fn ($request, $response) => $response->withJson(array_diff_key($_SESSION, ['csrf' => 1])));
    $app->get('/session/unset/{key}', function ($request, $response, $args) {
        unset($_SESSION['values'][$args['key']]);

        return $response->withJson($_SESSION['values'] ?? null);
    });
    $app->get('/session/regenerate', function ($request, $response) {
        $old = session_id();
        session_regenerate_id(true);

        return $response->withJson(['changed' => session_id() !== $old]);
    });
    $app->get('/session/destroy', function ($request, $response) {
        session_destroy();

        return $response->withJson([session_status(), session_id()]);
    });
    $app->get('/session/abort', function ($request, $response) {
        $_SESSION['values']['aborted'] = 1;
        session_abort();

        return $response->withJson([session_status()]);
    });
    $app->get('/session/close', function ($request, $response) {
        $_SESSION['values']['closed'] = 1;
        session_write_close();
        $_SESSION['values']['after'] = 1;

        return $response->withJson([session_status()]);
    });
    $app->get('/session/encode', fn ($request, $response) => $response->write((string) session_encode()));
    $app->get('/session/object', function ($request, $response) {
        $_SESSION['cart'] ??= new ArrayObject();
        $_SESSION['cart']->append(count($_SESSION['cart']));

        return $response->withJson([get_class($_SESSION['cart']), $_SESSION['cart']->getArrayCopy()]);
    });
    $app->get('/flash/add/{text}', function ($request, $response, $args) {
        $this->flash->add($args['text']);

        return $response->withRedirect('/flash/show');
    });
    $app->get('/flash/show', fn ($request, $response) => $response->withJson($this->flash->all()));
    $app->get('/form', fn ($request, $response) => $response->write('<input name="token" value="' . $this->csrf->token() . '">'));
    $app->post('/form', fn ($request, $response) => $response->withJson(['accepted' => $request->getParsedBodyParam('text')]))->add('csrf');

    // The database
    $app->get('/products', ProductController::class . ':index');
    $app->get('/products/{id}', ProductController::class . ':show');
    $app->post('/products', ProductController::class . ':create');
    $app->post('/transaction/{end}', ProductController::class . ':transaction');
    $app->get('/db/broken', ProductController::class . ':broken');
    $app->get('/db/refused', ProductController::class . ':refused');

    // The container
    $app->get('/container', function ($request, $response) {
        return $response->withJson([
            $this->get('db') === $this->get('db'), $this->get('counted') === $this->get('counted'), $this->has('nothing'), isset($this['view']), $this->get('settings')['httpVersion'], count(Current::$seen),
        ]);
    });
    $app->get('/container/missing', fn () => $this->get('nothing'));

    // Errors
    $app->get('/throw', function () {
        throw new \RuntimeException('secret');
    });
    $app->get('/throw/error', fn () => not_a_function());
    $app->get('/throw/type', fn () => strlen([]));
    $app->get('/throw/not-found', function ($request, $response) {
        throw new \Slim\Exception\NotFoundException($request, $response);
    });
    $app->get('/throw/not-allowed', function ($request, $response) {
        throw new \Slim\Exception\MethodNotAllowedException($request, $response, ['PUT', 'DELETE']);
    });
    $app->get('/throw/slim', function ($request, $response) {
        throw new \Slim\Exception\SlimException($request, $response->withStatus(402)->write('pay first'));
    });
    $app->get('/throw/nested', function () {
        throw new \LogicException('outer', 7, new \InvalidArgumentException('inner'));
    });
    $app->get('/throw/details', function () {
        $this->get('settings')->replace(['displayErrorDetails' => true]);
        throw new \DomainException('shown <to> all', 3);
    });
    $app->get('/warn', function ($request, $response) {
        $missing = @$_GET['missing'];
        set_error_handler(fn ($level, $text) => throw new \ErrorException($text, 0, $level));
        try {
            echo $undefined;
        } catch (\ErrorException $e) {
            $response->write($e->getMessage());
        } finally {
            restore_error_handler();
        }

        return $response->write(' ' . (error_get_last()['message'] ?? ''));
    });
    $app->get('/fatal', function () {
        trigger_error('stop here', E_USER_ERROR);
    });
    $app->get('/memory', function () {
        ini_set('memory_limit', (string) (memory_get_usage(true) + 8 * 1024 * 1024));
        str_repeat('x', 64 * 1024 * 1024);
    });
    $app->get('/ini', function ($request, $response) {
        $before = [ini_get('precision'), date_default_timezone_get(), mb_internal_encoding(), setlocale(LC_NUMERIC, '0')];
        ini_set('precision', '5');
        date_default_timezone_set('Asia/Tokyo');
        mb_internal_encoding('ISO-8859-1');
        setlocale(LC_NUMERIC, 'C.UTF-8');
        $now = [ini_get('precision'), date('T', 0), mb_internal_encoding(), (string) (1 / 3)];

        return $response->withJson([$before, $now, json_decode('{broken'), json_last_error_msg()]);
    });

    // Waits: tests/frameworks/isolation.php
    $app->post('/iso/{token}', Isolation::class);
    $app->get('/iso-count', Isolation::class . ':count');
};
