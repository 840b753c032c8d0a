<?php

namespace App\Controller;

use Psr\Log\LoggerInterface;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\RequestStack;
use Symfony\Component\PropertyAccess\PropertyAccessorInterface;
use Symfony\Component\Routing\Annotation\Route;
use Symfony\Component\Routing\RouterInterface;
use Symfony\Contracts\Cache\CacheInterface;
use Symfony\Contracts\Cache\ItemInterface;
use Symfony\Contracts\EventDispatcher\Event;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

#[Route('/service', name: 'service_')]
class ServiceController extends AbstractController
{
    #[Route('/parameter', name: 'parameter')]
    public function parameter(): JsonResponse
    {
        return new JsonResponse([$this->getParameter('app.greeting'), $this->getParameter('kernel.environment'), $_ENV['GREETING'] ?? null, $_SERVER['APP_ENV'] ?? null]);
    }

    #[Route('/cache', name: 'cache')]
    public function cache(CacheInterface $cache): JsonResponse
    {
        $key = 'k'.bin2hex(random_bytes(6));
        $made = 0;
        $make = function (ItemInterface $item) use (&$made) {
            $item->expiresAfter(60);
            ++$made;

            return ['value' => 42];
        };
        $first = $cache->get($key, $make);
        $second = $cache->get($key, $make);
        $cache->delete($key);

        return new JsonResponse([$first === $second, $made, $cache->get($key, fn () => 'new')]);
    }

    #[Route('/event', name: 'event')]
    public function event(EventDispatcherInterface $dispatcher): JsonResponse
    {
        $heard = [];
        $dispatcher->addListener('shop.sold', function (Event $event) use (&$heard) { $heard[] = 'second'; }, -10);
        $dispatcher->addListener('shop.sold', function (Event $event) use (&$heard) { $heard[] = 'first'; }, 10);
        $dispatcher->addListener('shop.sold', function (Event $event) use (&$heard) { $heard[] = 'never'; }, -20);
        $dispatcher->addListener('shop.sold', function (Event $event) { $event->stopPropagation(); }, -15);
        $dispatcher->dispatch(new Event(), 'shop.sold');

        return new JsonResponse($heard);
    }

    #[Route('/stack', name: 'stack')]
    public function stack(RequestStack $stack, Request $request): JsonResponse
    {
        return new JsonResponse([$stack->getCurrentRequest() === $request, $stack->getMainRequest() === $request, null === $stack->getParentRequest()]);
    }

    #[Route('/match', name: 'match')]
    public function match(RouterInterface $router, Request $request): JsonResponse
    {
        return new JsonResponse($router->match($request->query->get('path', '/')));
    }

    #[Route('/access', name: 'access')]
    public function access(PropertyAccessorInterface $accessor, LoggerInterface $logger): JsonResponse
    {
        $logger->debug('not shown in production');
        $data = ['a' => ['b' => [1, 2, ['c' => 'deep']]]];
        $accessor->setValue($data, '[a][new]', true);

        return new JsonResponse([$accessor->getValue($data, '[a][b][2][c]'), $accessor->getValue($data, '[a][missing]'), $data['a']['new']]);
    }

    #[Route('/once', name: 'once')]
    public function once(Request $request): JsonResponse
    {
        return new JsonResponse(['kernel' => $this->container->get('router') === $this->container->get('router'), 'constants' => \defined('PHP_VERSION')]);
    }

    #[Route('/terminated/{file}', name: 'terminated')]
    public function terminated(string $file): JsonResponse
    {
        $path = $this->getParameter('kernel.project_dir').'/var/'.basename($file);
        for ($i = 0; $i < 1500 && !is_file($path); ++$i) {
            class_exists(\Peregrine\Coroutine::class, false) ? \Peregrine\Coroutine::sleep(0.02) : usleep(20000);
        }

        return new JsonResponse(['found' => is_file($path)]);
    }
}
