<?php
// What Phalcon\Http\Request reads, and the superglobals beside it.
declare(strict_types=1);

namespace Shop\Behaviours;

use Shop\Services;

class Reading extends Behaviour
{
    public function query(): mixed
    {
        $request = $this->request;
        return $this->json([
            'all' => $request->getQuery(), 'a' => $request->getQuery('a', 'int'), 'b' => $request->getQuery('b', ['striptags', 'upper'], 'none'),
            'missing' => $request->getQuery('missing', null, 'default'), 'has' => $request->hasQuery('a'), 'get' => $request->get('a'),
            'list' => $request->getQuery('list'), 'string' => $_SERVER['QUERY_STRING'] ?? '', 'filtered' => filter_input(INPUT_GET, 'a', FILTER_VALIDATE_INT),
        ]);
    }

    public function post(): mixed
    {
        $request = $this->request;
        return $this->json([
            'all' => $request->getPost(), 'name' => $request->getPost('name', 'trim'), 'age' => $request->getPost('age', 'absint', 7),
            'has' => [$request->hasPost('name'), $request->hasPost('nothing'), $request->has('name')], 'type' => $request->getContentType(),
            'request' => $_REQUEST, 'input' => filter_input(INPUT_POST, 'name'), 'raw' => strlen($request->getRawBody()),
        ]);
    }

    public function jsonBody(): mixed
    {
        $request = $this->request;
        try {
            $object = $request->getJsonRawBody();
        } catch (\Throwable $e) {
            $object = get_class($e);
        }
        try {
            $array = $request->getJsonRawBody(true);
        } catch (\Throwable $e) {
            $array = get_class($e);
        }
        return $this->json(['object' => $object, 'array' => $array, 'is' => method_exists($request, 'isJson') ? $request->isJson() : null, 'post' => $_POST]);
    }

    public function raw(): mixed
    {
        $raw = $this->request->getRawBody();
        return $this->json([
            'length' => strlen($raw), 'md5' => md5($raw), 'again' => md5(file_get_contents('php://input')), 'type' => $this->request->getContentType(),
            'put' => $this->request->isPut() ? $this->request->getPut() : null, 'patch' => $this->request->isPatch() ? $this->request->getPatch() : null,
        ]);
    }

    public function put(): mixed
    {
        $request = $this->request;
        return $this->json(['put' => $request->getPut(), 'a' => $request->getPut('a', 'int', 3), 'has' => $request->hasPut('a'), 'post' => $_POST]);
    }

    public function patch(): mixed
    {
        $request = $this->request;
        return $this->json(['patch' => $request->getPatch(), 'a' => $request->getPatch('a', 'int', 3), 'has' => $request->hasPatch('a'), 'post' => $_POST]);
    }

    public function filtered(): mixed
    {
        $request = $this->request;
        $request->setParameterFilters('name', ['trim', 'lower'], ['get', 'post']);
        return $this->json([$request->getFilteredQuery('name'), $request->getFilteredPost('name'), $request->getQuery('name')]);
    }

    public function headers(): mixed
    {
        $request = $this->request;
        $all = $request->getHeaders();
        unset($all['Connection']);
        ksort($all);
        return $this->json([
            'all' => $all, 'x' => $request->getHeader('X-Shop'), 'has' => [$request->hasHeader('X-Shop'), $request->hasHeader('X-None')],
            'agent' => $request->getUserAgent(), 'referer' => $request->getHTTPReferer(), 'ajax' => $request->isAjax(), 'soap' => $request->isSoap(),
        ]);
    }

    public function negotiation(): mixed
    {
        $request = $this->request;
        return $this->json([
            $request->getAcceptableContent(), $request->getBestAccept(), $request->getClientCharsets(), $request->getBestCharset(),
            $request->getLanguages(), $request->getBestLanguage(),
        ]);
    }

    public function auth(): mixed
    {
        $request = $this->request;
        return $this->json([
            'basic' => $request->getBasicAuth(), 'digest' => $request->getDigestAuth(), 'header' => $request->getHeader('Authorization'),
            'user' => $_SERVER['PHP_AUTH_USER'] ?? null, 'password' => $_SERVER['PHP_AUTH_PW'] ?? null, 'phpDigest' => $_SERVER['PHP_AUTH_DIGEST'] ?? null,
        ]);
    }

    public function method(?string $override): mixed
    {
        $request = $this->request;
        if ($override !== null) {
            $request->setHttpMethodParameterOverride(true);
        }
        return $this->json([
            'method' => $request->getMethod(), 'get' => $request->isGet(), 'post' => $request->isPost(), 'put' => $request->isPut(), 'patch' => $request->isPatch(),
            'delete' => $request->isDelete(), 'head' => $request->isHead(), 'options' => $request->isOptions(), 'one' => $request->isMethod(['PUT', 'DELETE']),
            'valid' => $request->isValidHttpMethod($request->getMethod()), 'server' => $_SERVER['REQUEST_METHOD'],
        ]);
    }

    public function server(): mixed
    {
        $request = $this->request;
        return $this->json([
            'scheme' => $request->getScheme(), 'host' => $request->getHttpHost(), 'port' => $request->getPort(), 'name' => $request->getServerName() !== '',
            'uri' => $request->getURI(), 'path' => $request->getURI(true), 'secure' => $request->isSecure(), 'client' => $request->getClientAddress(),
            'address' => $request->getServerAddress(), 'protocol' => $request->getServer('SERVER_PROTOCOL'), 'has' => $request->hasServer('REQUEST_TIME_FLOAT'),
            'keys' => array_values(array_intersect(['REQUEST_TIME', 'REQUEST_TIME_FLOAT', 'REMOTE_ADDR', 'SCRIPT_NAME', 'SCRIPT_FILENAME', 'DOCUMENT_ROOT', 'PHP_SELF'], array_keys($_SERVER))),
        ]);
    }

    public function proxies(): mixed
    {
        $request = $this->request;
        $direct = $request->getClientAddress();
        $trusting = $request->getClientAddress(true);
        $request->setTrustedProxies(['127.0.0.1']);
        return $this->json([$direct, $trusting, $request->getClientAddress(true)]);
    }

    public function files(): mixed
    {
        $request = $this->request;
        $files = [];
        foreach ($request->getUploadedFiles() as $file) {
            $target = Services::scratch('uploads') . bin2hex(random_bytes(8));
            $error = $file->getError();
            $before = $file->isUploadedFile();
            $content = $error === 0 ? md5_file($file->getTempName()) : null;
            $moved = $error === 0 && $file->moveTo($target);
            $files[] = [$file->getKey(), $file->getName(), $file->getSize(), $file->getType(), $file->getExtension(), $error, $before, $content, $moved,
                $moved ? md5_file($target) : null, $moved && !file_exists($file->getTempName())];
            if ($moved) {
                unlink($target);
            }
        }
        return $this->json(['files' => $files, 'has' => $request->hasFiles(), 'count' => $request->numFiles(), 'good' => $request->numFiles(true),
            'named' => array_keys($request->getUploadedFiles(true, true)), 'post' => $_POST, 'structure' => self::shape($_FILES)]);
    }

    public function superglobals(): mixed
    {
        $before = [$_GET, $_POST, $_COOKIE, $_REQUEST];
        $_GET['added'] = 'by hand';
        $reference = &$_POST;
        $reference['deep']['er'] = 1;
        $GLOBALS['_REQUEST']['x'] = 'y';
        return $this->json(['before' => $before, 'query' => $this->request->getQuery('added'), 'post' => $this->request->getPost('deep'), 'request' => $_REQUEST['x']]);
    }

    public function cookies(): mixed
    {
        return $this->json(['php' => $_COOKIE, 'phalcon' => [$this->cookies->has('a'), $this->cookies->get('a')->getValue('int', 0)], 'header' => $this->request->getHeader('Cookie')]);
    }

    private static function shape(array $files): array
    {
        array_walk_recursive($files, function (&$value, $key) {
            $value = is_string($value) && str_starts_with($value, '/') && is_numeric($key) === false ? '(path)' : $value;
        });
        return json_decode(preg_replace('~"[^"]*\\\\?/php[A-Za-z0-9]{6}"~', '"(path)"', json_encode($files, JSON_UNESCAPED_SLASHES)), true);
    }
}
