<?php

namespace App\Controller;

use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpFoundation\Session\SessionInterface;
use Symfony\Component\Routing\Annotation\Route;

#[Route('/session', name: 'session_')]
class SessionController extends AbstractController
{
    #[Route('/none', name: 'none')]
    public function none(Request $request): JsonResponse
    {
        return new JsonResponse(['has' => $request->hasSession(), 'previous' => $request->hasPreviousSession(), 'started' => $request->getSession()->isStarted()]);
    }

    #[Route('/count', name: 'count')]
    public function count(SessionInterface $session): JsonResponse
    {
        $session->set('count', $session->get('count', 0) + 1);

        return new JsonResponse(['count' => $session->get('count'), 'name' => $session->getName(), 'same' => $session->getId() === session_id()]);
    }

    #[Route('/set/{key}/{value}', name: 'set')]
    public function set(SessionInterface $session, string $key, string $value): JsonResponse
    {
        $session->set($key, $value);

        return new JsonResponse($session->all());
    }

    #[Route('/all', name: 'all')]
    public function all(SessionInterface $session): JsonResponse
    {
        return new JsonResponse(['all' => $session->all(), 'super' => array_keys($_SESSION['_sf2_attributes'] ?? [])]);
    }

    #[Route('/remove/{key}', name: 'remove')]
    public function remove(SessionInterface $session, string $key): JsonResponse
    {
        return new JsonResponse(['removed' => $session->remove($key), 'has' => $session->has($key)]);
    }

    #[Route('/migrate', name: 'migrate')]
    public function migrate(SessionInterface $session): JsonResponse
    {
        $before = $session->getId();
        $session->migrate(true);

        return new JsonResponse(['changed' => $before !== $session->getId(), 'all' => $session->all()]);
    }

    #[Route('/invalidate', name: 'invalidate')]
    public function invalidate(SessionInterface $session): JsonResponse
    {
        $session->invalidate();

        return new JsonResponse($session->all());
    }

    #[Route('/flash/{type}/{text}', name: 'flash')]
    public function flash(string $type, string $text): Response
    {
        $this->addFlash($type, $text);

        return $this->redirectToRoute('session_flashes');
    }

    #[Route('/flashes', name: 'flashes')]
    public function flashes(): Response
    {
        return $this->render('page/flashes.html.twig');
    }

    #[Route('/object', name: 'object')]
    public function object(SessionInterface $session): JsonResponse
    {
        $cart = $session->get('cart') ?? new \ArrayObject();
        $cart[] = \count($cart) + 1;
        $session->set('cart', $cart);

        return new JsonResponse([\get_class($cart), $cart->getArrayCopy()]);
    }

    #[Route('/save-early', name: 'save_early')]
    public function saveEarly(SessionInterface $session): JsonResponse
    {
        $session->set('early', 'written');
        $session->save();

        return new JsonResponse(['started' => $session->isStarted(), 'status' => session_status()]);
    }

    #[Route('/token', name: 'token')]
    public function token(): Response
    {
        return $this->render('page/token.html.twig');
    }

    #[Route('/check', name: 'check', methods: ['POST'])]
    public function check(Request $request): JsonResponse
    {
        return new JsonResponse(['valid' => $this->isCsrfTokenValid('delete-item', (string) $request->request->get('_token'))]);
    }

    #[Route('/meta', name: 'meta')]
    public function meta(SessionInterface $session): JsonResponse
    {
        $meta = $session->getMetadataBag();

        return new JsonResponse([$meta->getLifetime(), abs($meta->getCreated() - time()) < 100, $meta->getLastUsed() >= $meta->getCreated()]);
    }
}
