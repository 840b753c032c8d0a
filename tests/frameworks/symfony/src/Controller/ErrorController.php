<?php

namespace App\Controller;

use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\HttpException;
use Symfony\Component\HttpKernel\Exception\ServiceUnavailableHttpException;
use Symfony\Component\HttpKernel\Exception\TooManyRequestsHttpException;
use Symfony\Component\HttpKernel\Exception\UnauthorizedHttpException;
use Symfony\Component\Routing\Annotation\Route;

#[Route('/error', name: 'error_')]
class ErrorController extends AbstractController
{
    #[Route('/http/{code<\d+>}', name: 'http')]
    public function http(int $code): Response
    {
        throw new HttpException($code, "http $code", null, ['X-Error' => "code $code"]);
    }

    #[Route('/runtime.{_format}', name: 'runtime', defaults: ['_format' => 'html'])]
    public function runtime(): Response
    {
        throw new \RuntimeException('secret details');
    }

    #[Route('/type', name: 'type')]
    public function type(): Response
    {
        return new Response(strlen([]));
    }

    #[Route('/undefined', name: 'undefined')]
    public function undefined(): Response
    {
        return not_a_function();
    }

    #[Route('/nothing', name: 'nothing')]
    public function nothing()
    {
        return null;
    }

    #[Route('/domain', name: 'domain')]
    public function domain(): Response
    {
        throw new \DomainException('domain rule');
    }

    #[Route('/not-found', name: 'not_found')]
    public function notFound(): Response
    {
        throw $this->createNotFoundException('nothing here');
    }

    #[Route('/denied', name: 'denied')]
    public function denied(): Response
    {
        throw new \Symfony\Component\HttpKernel\Exception\AccessDeniedHttpException('not you');
    }

    #[Route('/unauthorized', name: 'unauthorized')]
    public function unauthorized(): Response
    {
        throw new UnauthorizedHttpException('Basic realm="here"');
    }

    #[Route('/unavailable', name: 'unavailable')]
    public function unavailable(): Response
    {
        throw new ServiceUnavailableHttpException(120);
    }

    #[Route('/too-many', name: 'too_many')]
    public function tooMany(): Response
    {
        throw new TooManyRequestsHttpException(60);
    }

    #[Route('/warning', name: 'warning')]
    public function warning(): Response
    {
        $values = [];

        return new Response('after the warning: '.var_export(@$values['missing'], true).var_export($values['missing'] ?? null, true).error_get_last()['message']);
    }

    #[Route('/handler', name: 'handler')]
    public function handler(): Response
    {
        $caught = [];
        set_error_handler(function (int $level, string $text) use (&$caught) {
            $caught[] = $text;

            return true;
        });
        trigger_error('a warning of the user', \E_USER_WARNING);
        echo $undefined;
        restore_error_handler();

        return new Response(implode('; ', $caught));
    }

    #[Route('/fatal', name: 'fatal')]
    public function fatal(): Response
    {
        trigger_error('a fatal of the user', \E_USER_ERROR);

        return new Response('not reached?');
    }

    #[Route('/memory', name: 'memory')]
    public function memory(): Response
    {
        ini_set('memory_limit', (string) (memory_get_usage(true) + 8 * 1024 * 1024));
        str_repeat('x', 64 * 1024 * 1024);

        return new Response('not reached');
    }

    #[Route('/json', name: 'json')]
    public function json_(Request $request): Response
    {
        return new Response($request->toArray()['a']);
    }
}
