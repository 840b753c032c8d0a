<?php

namespace App\Controller;

use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Annotation\Route;
use Symfony\Contracts\Translation\TranslatorInterface;

#[Route('/page', name: 'page_')]
class PageController extends AbstractController
{
    #[Route('/escape', name: 'escape')]
    public function escape(Request $request): Response
    {
        return $this->render('page/escape.html.twig', ['text' => $request->query->get('text', '<script>alert("x & \'y\'")</script>')]);
    }

    #[Route('/list', name: 'list')]
    public function list(): Response
    {
        $products = [];
        foreach (['Apple' => 1.5, 'Bread & butter' => 2.25, 'Cheese <old>' => 12.0, 'Dates' => 1234567.891] as $name => $price) {
            $products[] = ['name' => $name, 'price' => $price, 'tags' => ['t'.\strlen($name), 'all'], 'on' => new \DateTimeImmutable('2024-02-29 12:34:56 UTC')];
        }

        return $this->render('page/list.html.twig', ['products' => $products]);
    }

    #[Route('/inherit', name: 'inherit')]
    public function inherit(): Response
    {
        return $this->render('page/inherit.html.twig', ['title' => 'A "title"']);
    }

    #[Route('/subrequest/{who}', name: 'subrequest')]
    public function subrequest(string $who): Response
    {
        return $this->render('page/subrequest.html.twig', ['who' => $who]);
    }

    public function fragment(Request $request, string $who): Response
    {
        return new Response("[fragment for $who, {$request->getMethod()}]");
    }

    #[Route('/{_locale}/translated', name: 'translated', requirements: ['_locale' => 'en|de|fr'])]
    public function translated(TranslatorInterface $translator): Response
    {
        return $this->render('page/translated.html.twig', ['direct' => $translator->trans('greeting', ['%name%' => 'direct'])]);
    }

    #[Route('/app', name: 'app')]
    public function app(): Response
    {
        return $this->render('page/app.html.twig');
    }

    #[Route('/missing', name: 'missing')]
    public function missing(): Response
    {
        return $this->render('page/not-there.html.twig');
    }

    #[Route('/renders', name: 'renders')]
    public function renders(): Response
    {
        return new Response($this->renderView('page/macro.html.twig', ['n' => 3]), 203, ['X-Rendered' => 'view']);
    }
}
