<?php

namespace App\Controller;

use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\BinaryFileResponse;
use Symfony\Component\HttpFoundation\Cookie;
use Symfony\Component\HttpFoundation\HeaderUtils;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\RedirectResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpFoundation\ResponseHeaderBag;
use Symfony\Component\HttpFoundation\StreamedResponse;
use Symfony\Component\Routing\Annotation\Route;

#[Route('/response', name: 'response_')]
class ResponseController extends AbstractController
{
    #[Route('/status/{code<\d{3}>}', name: 'status')]
    public function status(int $code): Response
    {
        return new Response("status $code", $code, ['Content-Type' => 'text/plain; charset=UTF-8']);
    }

    #[Route('/json', name: 'json')]
    public function json_(): JsonResponse
    {
        return $this->json(['text' => '<b>"Ä" & \'é\'</b>', 'float' => 1.0, 'null' => null, 'list' => [1, 2, 3], 'object' => new \stdClass()]);
    }

    #[Route('/jsonp', name: 'jsonp')]
    public function jsonp(Request $request): JsonResponse
    {
        return (new JsonResponse(['a' => 1]))->setCallback($request->query->get('callback', 'cb'));
    }

    #[Route('/pretty', name: 'pretty')]
    public function pretty(): JsonResponse
    {
        return (new JsonResponse(['a' => ['b' => 'ü']]))->setEncodingOptions(\JSON_PRETTY_PRINT | \JSON_UNESCAPED_UNICODE);
    }

    #[Route('/redirect/{code<\d+>}', name: 'redirect')]
    public function redirection(int $code): RedirectResponse
    {
        return new RedirectResponse('/hello/there?a=1&b=2', $code);
    }

    #[Route('/to-route', name: 'to_route')]
    public function toRoute(): RedirectResponse
    {
        return $this->redirectToRoute('routing_blog', ['page' => 4, 'from' => 'here']);
    }

    #[Route('/cookies', name: 'cookies')]
    public function cookies(): Response
    {
        $response = new Response('cookies');
        $response->headers->setCookie(Cookie::create('plain', 'value'));
        $response->headers->setCookie(Cookie::create('full', 'a b;c', new \DateTime('2038-01-01 00:00:00 UTC'), '/response', 'example.org', true, false, false, Cookie::SAMESITE_STRICT));
        $response->headers->setCookie(Cookie::create('raw', 'a%20b', 0, '/', null, false, true, true, null));
        $response->headers->setCookie(Cookie::create('none', 'x')->withSameSite('none')->withSecure(true));
        $response->headers->clearCookie('gone', '/', 'example.org');

        return $response;
    }

    #[Route('/headers', name: 'headers')]
    public function headers(): Response
    {
        $response = new Response('headers', 200, ['X-One' => 'first', 'X-Many' => ['a', 'b'], 'Content-Type' => 'text/plain']);
        $response->headers->set('X-Many', 'c', false);
        $response->headers->set('X-Removed', 'never');
        $response->headers->remove('X-Removed');
        $response->headers->set('x-lower-case', 'kept');

        return $response;
    }

    #[Route('/cache', name: 'cache')]
    public function cache(Request $request): Response
    {
        $response = new Response('cacheable');
        $response->setPublic()->setMaxAge(600)->setSharedMaxAge(60)->setEtag('abc')->setVary(['Accept', 'Accept-Language']);
        $response->setLastModified(new \DateTime('2020-02-02 02:02:02 UTC'));
        $response->headers->addCacheControlDirective('must-revalidate');
        $response->isNotModified($request);

        return $response;
    }

    #[Route('/weak', name: 'weak')]
    public function weak(Request $request): Response
    {
        $response = (new Response('weak'))->setEtag('w', true)->setPrivate();
        $response->isNotModified($request);

        return $response;
    }

    #[Route('/expires', name: 'expires')]
    public function expires(): Response
    {
        return (new Response('expires'))->setExpires(new \DateTime('2040-01-01 UTC'))->setImmutable();
    }

    #[Route('/stream', name: 'stream')]
    public function streamed(): StreamedResponse
    {
        return new StreamedResponse(function () {
            for ($i = 1; $i <= 5; ++$i) {
                echo "line $i\n";
                flush();
            }
        }, 200, ['Content-Type' => 'text/plain', 'X-Accel-Buffering' => 'no']);
    }

    #[Route('/csv', name: 'csv')]
    public function csv(): StreamedResponse
    {
        $response = new StreamedResponse(function () {
            $out = fopen('php://output', 'w');
            for ($i = 0; $i < 1000; ++$i) {
                fputcsv($out, [$i, "name $i", $i * 1.5]);
            }
            fclose($out);
        });
        $response->headers->set('Content-Type', 'text/csv; charset=utf-8');
        $response->headers->set('Content-Disposition', HeaderUtils::makeDisposition(HeaderUtils::DISPOSITION_ATTACHMENT, 'Übersicht.csv', 'uebersicht.csv'));

        return $response;
    }

    #[Route('/file', name: 'file')]
    public function file_(): BinaryFileResponse
    {
        $response = new BinaryFileResponse($this->getParameter('kernel.project_dir').'/public/sample.txt', 200, ['Content-Type' => 'text/plain']);
        $response->setAutoEtag()->setLastModified(new \DateTime('2021-03-04 05:06:07 UTC'));

        return $response;
    }

    #[Route('/download', name: 'download')]
    public function download(): BinaryFileResponse
    {
        $response = $this->file($this->getParameter('kernel.project_dir').'/public/sample.txt', 'sämple.txt');
        $response->setLastModified(null);

        return $response;
    }

    #[Route('/temporary', name: 'temporary')]
    public function temporary(): BinaryFileResponse
    {
        $path = $this->getParameter('kernel.project_dir').'/var/'.bin2hex(random_bytes(8)).'.txt';
        file_put_contents($path, str_repeat('temporary ', 100));
        $response = new BinaryFileResponse($path, 200, ['Content-Type' => 'text/plain'], true, ResponseHeaderBag::DISPOSITION_INLINE, false, false);
        $response->headers->remove('Content-Disposition');

        return $response->deleteFileAfterSend();
    }

    #[Route('/empty', name: 'empty')]
    public function empty_(): Response
    {
        return new Response(null, Response::HTTP_NO_CONTENT);
    }

    #[Route('/big', name: 'big')]
    public function big(): Response
    {
        return new Response(str_repeat("0123456789abcdef\n", 20000), 200, ['Content-Type' => 'text/plain']);
    }

    #[Route('/charset', name: 'charset')]
    public function charset(): Response
    {
        return (new Response(mb_convert_encoding('Grüße', 'ISO-8859-1', 'UTF-8')))->setCharset('ISO-8859-1');
    }

    #[Route('/old', name: 'old')]
    public function old(): Response
    {
        return (new Response('1.0'))->setProtocolVersion('1.1')->setStatusCode(299, 'Unusual');
    }

    #[Route('/view', name: 'view')]
    public function view(): array
    {
        return ['made' => 'by the view listener'];
    }

    #[Route('/echo', name: 'echo')]
    public function echo_(): Response
    {
        echo 'echoed first, ';

        return new Response('then the response');
    }

    #[Route('/exit', name: 'exit')]
    public function exit_(): Response
    {
        header('X-Exit: yes');
        http_response_code(202);
        echo 'before exit';
        exit;
    }

    #[Route('/die', name: 'die')]
    public function die_(): Response
    {
        exit('the last words');
    }

    #[Route('/buffer', name: 'buffer')]
    public function buffer(): Response
    {
        ob_start();
        echo 'captured';
        ob_start(fn ($text) => strtoupper($text));
        echo ' inner';
        ob_end_flush();

        return new Response(ob_get_clean().' '.ob_get_level());
    }

    #[Route('/left-open', name: 'left_open')]
    public function leftOpen(): Response
    {
        ob_start();
        echo '[left open]';

        return new Response('body');
    }

    #[Route('/native', name: 'native')]
    public function native(): Response
    {
        header('X-Native: one');
        header('X-Native: two', false);
        setcookie('native', 'cookie value', ['path' => '/native', 'httponly' => true, 'samesite' => 'Lax']);

        return new Response(implode(',', array_filter(headers_list(), fn ($h) => str_starts_with($h, 'X-Native'))));
    }

    #[Route('/shutdown', name: 'shutdown')]
    public function shutdown(): Response
    {
        register_shutdown_function(function () { echo ' and the shutdown function'; });

        return new Response('the controller');
    }
}
