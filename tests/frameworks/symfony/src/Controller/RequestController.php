<?php

namespace App\Controller;

use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\File\UploadedFile;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Annotation\Route;

#[Route('/request', name: 'request_')]
class RequestController extends AbstractController
{
    #[Route('/query', name: 'query')]
    public function query(Request $request): JsonResponse
    {
        return new JsonResponse([
            'all' => $request->query->all(),
            'int' => $request->query->getInt('n'),
            'bool' => $request->query->getBoolean('flag'),
            'alpha' => $request->query->getAlpha('mixed'),
            'digits' => $request->query->getDigits('mixed'),
            'filter' => $request->query->filter('mail', null, \FILTER_VALIDATE_EMAIL),
            'raw' => ($_SERVER['QUERY_STRING'] ?? '') ?: null,
            'normal' => $request->getQueryString(),
        ]);
    }

    #[Route('/form', name: 'form', methods: ['POST', 'PUT', 'PATCH', 'DELETE'])]
    public function form(Request $request): JsonResponse
    {
        return new JsonResponse(['form' => $request->request->all(), 'post' => $_POST, 'get' => $_GET, 'request' => $_REQUEST, 'content' => $request->getContent(), 'type' => $request->getContentType()]);
    }

    #[Route('/json', name: 'json', methods: ['POST', 'PUT', 'PATCH'])]
    public function json_(Request $request): JsonResponse
    {
        return new JsonResponse(['data' => $request->toArray(), 'type' => $request->getContentType(), 'length' => $request->headers->get('content-length')]);
    }

    #[Route('/raw', name: 'raw')]
    public function raw(Request $request): Response
    {
        $first = $request->getContent();
        $second = stream_get_contents($request->getContent(true));
        $third = file_get_contents('php://input');

        return new JsonResponse([\strlen($first), md5($first), $first === $second, $first === $third]);
    }

    #[Route('/headers', name: 'headers')]
    public function headers(Request $request): JsonResponse
    {
        $own = array_filter($request->headers->all(), fn ($name) => str_starts_with($name, 'x-'), \ARRAY_FILTER_USE_KEY);
        ksort($own);

        return new JsonResponse(['own' => $own, 'agent' => $request->headers->get('User-Agent'), 'ajax' => $request->isXmlHttpRequest(), 'no_cache' => $request->isNoCache(), 'type' => $request->headers->get('content-type')]);
    }

    #[Route('/negotiate', name: 'negotiate')]
    public function negotiate(Request $request): JsonResponse
    {
        return new JsonResponse([
            'types' => $request->getAcceptableContentTypes(),
            'format' => $request->getPreferredFormat(),
            'language' => $request->getPreferredLanguage(['en', 'de', 'fr']),
            'languages' => $request->getLanguages(),
            'charsets' => $request->getCharsets(),
            'encodings' => $request->getEncodings(),
        ]);
    }

    #[Route('/client', name: 'client')]
    public function client(Request $request): JsonResponse
    {
        return new JsonResponse([
            'ips' => $request->getClientIps(),
            'secure' => $request->isSecure(),
            'scheme' => $request->getScheme(),
            'host' => $request->getHost(),
            'trusted' => $request->isFromTrustedProxy(),
            'method' => $request->getMethod(),
            'safe' => $request->isMethodSafe(),
            'cacheable' => $request->isMethodCacheable(),
            'protocol' => $request->getProtocolVersion(),
        ]);
    }

    #[Route('/server', name: 'server')]
    public function server(Request $request): JsonResponse
    {
        $keys = ['REQUEST_METHOD', 'REQUEST_URI', 'QUERY_STRING', 'SERVER_PROTOCOL', 'REMOTE_ADDR', 'CONTENT_TYPE', 'CONTENT_LENGTH', 'SCRIPT_NAME', 'HTTP_X_ONE', 'HTTP_X_TWO_PARTS'];
        $found = [];
        foreach ($keys as $key) {
            $found[$key] = ($_SERVER[$key] ?? '') ?: null;
        }

        return new JsonResponse($found + [
            'script' => basename($_SERVER['SCRIPT_FILENAME']),
            'root' => basename($_SERVER['DOCUMENT_ROOT']),
            'same' => $request->server->get('REQUEST_TIME') === $_SERVER['REQUEST_TIME'],
            'time' => abs($_SERVER['REQUEST_TIME_FLOAT'] - microtime(true)) < 60,
            'base' => $request->getBaseUrl(),
            'port' => (string) $request->getPort() === $_SERVER['SERVER_PORT'],
            'input' => filter_input(\INPUT_GET, 'n', \FILTER_VALIDATE_INT),
        ]);
    }

    #[Route('/auth', name: 'auth')]
    public function auth(Request $request): JsonResponse
    {
        return new JsonResponse(['user' => $request->getUser(), 'password' => $request->getPassword(), 'info' => $request->getUserInfo(), 'header' => $request->headers->get('Authorization'), 'digest' => $_SERVER['PHP_AUTH_DIGEST'] ?? null]);
    }

    #[Route('/cookies', name: 'cookies')]
    public function cookies(Request $request): JsonResponse
    {
        return new JsonResponse(['all' => $request->cookies->all(), 'super' => $_COOKIE]);
    }

    #[Route('/files', name: 'files', methods: ['POST'])]
    public function files(Request $request): JsonResponse
    {
        $told = [];
        $files = $request->files->all();
        array_walk_recursive($files, function ($file, $key) use (&$told) {
            /** @var ?UploadedFile $file */
            $told[] = null === $file ? [$key, null] : [
                $key, $file->getClientOriginalName(), $file->getClientOriginalExtension(), $file->getClientMimeType(), $file->getError(),
                $file->isValid() ? [$file->getSize(), md5_file($file->getPathname()), $file->getMimeType(), is_uploaded_file($file->getPathname())] : $file->getErrorMessage(),
            ];
        });

        return new JsonResponse(['files' => $told, 'form' => $request->request->all(), 'shape' => array_map('array_keys', $_FILES)]);
    }

    #[Route('/move', name: 'move', methods: ['POST'])]
    public function move(Request $request): JsonResponse
    {
        /** @var UploadedFile $file */
        $file = $request->files->get('file');
        $from = $file->getPathname();
        $moved = $file->move($this->getParameter('kernel.project_dir').'/var', bin2hex(random_bytes(8)).'.upload');
        $text = file_get_contents($moved->getPathname());
        unlink($moved->getPathname());

        return new JsonResponse(['text' => $text, 'gone' => !file_exists($from), 'still' => is_uploaded_file($from)]);
    }

    #[Route('/method', name: 'method', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])]
    public function method(Request $request): Response
    {
        return new Response($request->getMethod().' '.$request->getRealMethod(), 200, ['X-Method' => $request->getMethod()]);
    }
}
