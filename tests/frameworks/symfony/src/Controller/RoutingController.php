<?php

namespace App\Controller;

use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Annotation\Route;
use Symfony\Component\Routing\Generator\UrlGeneratorInterface;

class RoutingController extends AbstractController
{
    #[Route('/', name: 'routing_home')]
    public function home(): Response
    {
        return new Response('<h1>Home</h1>');
    }

    #[Route('/hello/{name}', name: 'routing_hello', defaults: ['name' => 'world'])]
    public function hello(string $name): Response
    {
        return new Response('Hello '.htmlspecialchars($name));
    }

    #[Route('/blog/{page<\d+>?1}', name: 'routing_blog', methods: ['GET', 'HEAD'])]
    public function blog(int $page): JsonResponse
    {
        return new JsonResponse(['list' => $page]);
    }

    #[Route('/blog/{slug}', name: 'routing_post', methods: ['GET'])]
    public function post(string $slug): JsonResponse
    {
        return new JsonResponse(['slug' => $slug]);
    }

    #[Route('/blog/{slug}', name: 'routing_comment', methods: ['POST'])]
    public function comment(string $slug, Request $request): JsonResponse
    {
        return new JsonResponse(['comment' => $request->request->get('text'), 'on' => $slug], 201);
    }

    #[Route('/{_locale}/about', name: 'routing_about', requirements: ['_locale' => 'en|de|fr'])]
    public function about(Request $request): JsonResponse
    {
        return new JsonResponse(['locale' => $request->getLocale(), 'default' => $request->getDefaultLocale()]);
    }

    #[Route('/article/{id}.{_format}', name: 'routing_article', requirements: ['_format' => 'html|json|xml'], defaults: ['_format' => 'html'])]
    public function article(Request $request, int $id): Response
    {
        return new Response($request->getRequestFormat().' '.$id);
    }

    #[Route('/priority/{any}', name: 'routing_any', priority: 1)]
    public function any(string $any): Response
    {
        return new Response("any $any");
    }

    #[Route('/priority/first', name: 'routing_first', priority: 2)]
    public function first(): Response
    {
        return new Response('first');
    }

    #[Route('/only-put', name: 'routing_put', methods: ['PUT', 'PATCH', 'DELETE'])]
    public function put(Request $request): JsonResponse
    {
        return new JsonResponse(['method' => $request->getMethod(), 'real' => $request->getRealMethod(), 'body' => $request->getContent(), 'form' => $request->request->all()]);
    }

    #[Route('/host', name: 'routing_host', host: 'api.example.org')]
    public function host(): Response
    {
        return new Response('api host');
    }

    #[Route('/host', name: 'routing_host_any')]
    public function hostAny(Request $request): Response
    {
        return new Response($request->getHost());
    }

    #[Route('/slash/', name: 'routing_slash')]
    public function slash(): Response
    {
        return new Response('slash');
    }

    #[Route('/path/{rest}', name: 'routing_rest', requirements: ['rest' => '.+'])]
    public function rest(string $rest, Request $request): JsonResponse
    {
        return new JsonResponse(['rest' => $rest, 'pathInfo' => $request->getPathInfo(), 'uri' => $request->getRequestUri()]);
    }

    #[Route('/größe/{wert}', name: 'routing_utf8', options: ['utf8' => true], requirements: ['wert' => '\p{L}+'])]
    public function utf8(string $wert): Response
    {
        return new Response("Größe $wert");
    }

    #[Route('/secure-only', name: 'routing_secure', schemes: ['https'])]
    public function secure(): Response
    {
        return new Response('secure');
    }

    #[Route('/urls', name: 'routing_urls')]
    public function urls(UrlGeneratorInterface $urls): JsonResponse
    {
        return new JsonResponse([
            $urls->generate('routing_hello', ['name' => 'a b/c']),
            $urls->generate('routing_blog', ['page' => 1]),
            $urls->generate('routing_blog', ['page' => 2, 'q' => 'x&y', 'tag' => ['a', 'b']]),
            $urls->generate('routing_about', ['_locale' => 'de'], UrlGeneratorInterface::ABSOLUTE_PATH),
            $urls->generate('routing_host', [], UrlGeneratorInterface::NETWORK_PATH),
            $urls->generate('routing_article', ['id' => 3, '_format' => 'json', '_fragment' => 'top']),
        ]);
    }

    #[Route('/absolute', name: 'routing_absolute')]
    public function absolute(UrlGeneratorInterface $urls): Response
    {
        return new Response($urls->generate('routing_hello', ['name' => 'x'], UrlGeneratorInterface::ABSOLUTE_URL));
    }

    #[Route('/attributes', name: 'routing_attributes', defaults: ['extra' => 'from route'])]
    public function attributes(Request $request): JsonResponse
    {
        return new JsonResponse(['route' => $request->attributes->get('_route'), 'params' => $request->attributes->get('_route_params'), 'extra' => $request->attributes->get('extra')]);
    }

    #[Route('/forward/{name}', name: 'routing_forward')]
    public function forwarded(string $name): Response
    {
        $response = $this->forward(self::class.'::hello', ['name' => "$name forwarded"]);
        $response->headers->set('X-Forwarded-By', 'controller');

        return $response;
    }
}
