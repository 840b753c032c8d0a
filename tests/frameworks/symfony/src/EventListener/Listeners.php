<?php

namespace App\EventListener;

use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Event\ControllerEvent;
use Symfony\Component\HttpKernel\Event\ExceptionEvent;
use Symfony\Component\HttpKernel\Event\RequestEvent;
use Symfony\Component\HttpKernel\Event\ResponseEvent;
use Symfony\Component\HttpKernel\Event\TerminateEvent;
use Symfony\Component\HttpKernel\Event\ViewEvent;
use Symfony\Component\HttpKernel\KernelEvents;
use Symfony\Contracts\Service\ResetInterface;

/** One listener for each event of the kernel; what it saw is in the header X-Events. */
class Listeners implements EventSubscriberInterface, ResetInterface
{
    private array $seen = [];

    public function reset(): void
    {
        $this->seen = [];
    }

    public static function getSubscribedEvents(): array
    {
        return [
            KernelEvents::REQUEST => [['request', 20]],
            KernelEvents::CONTROLLER => 'controller',
            KernelEvents::VIEW => 'view',
            KernelEvents::EXCEPTION => ['exception', 10],
            KernelEvents::RESPONSE => ['response', -100],
            KernelEvents::TERMINATE => 'terminate',
        ];
    }

    public function request(RequestEvent $event): void
    {
        $this->seen[] = $event->isMainRequest() ? 'request' : 'subrequest';
        if ($event->getRequest()->query->has('early')) {
            $event->setResponse(new Response('answered by the listener', 418));
        }
    }

    public function controller(ControllerEvent $event): void
    {
        $this->seen[] = 'controller';
        if ('swapped' === $event->getRequest()->query->get('controller')) {
            $event->setController(fn () => new Response('another controller'));
        }
    }

    public function view(ViewEvent $event): void
    {
        $this->seen[] = 'view';
        $event->setResponse(new JsonResponse($event->getControllerResult()));
    }

    public function exception(ExceptionEvent $event): void
    {
        $this->seen[] = 'exception';
        if ($event->getThrowable() instanceof \DomainException) {
            $event->setResponse(new JsonResponse(['error' => $event->getThrowable()->getMessage()], 422));
        }
    }

    public function response(ResponseEvent $event): void
    {
        $this->seen[] = 'response';
        if ($event->isMainRequest()) {
            $event->getResponse()->headers->set('X-Events', implode(' ', $this->seen));
        }
    }

    public function terminate(TerminateEvent $event): void
    {
        if ($file = $event->getRequest()->query->get('terminate')) {
            file_put_contents(\dirname(__DIR__, 2).'/var/'.basename($file), 'terminated');
        }
    }
}
