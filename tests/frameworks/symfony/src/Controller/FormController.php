<?php

namespace App\Controller;

use App\Form\Order;
use App\Form\OrderType;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\Form\Extension\Core\Type\FileType;
use Symfony\Component\Form\Extension\Core\Type\SearchType;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Annotation\Route;
use Symfony\Component\Validator\Constraints as Assert;
use Symfony\Component\Validator\Validator\ValidatorInterface;

#[Route('/form', name: 'form_')]
class FormController extends AbstractController
{
    #[Route('/order', name: 'order', methods: ['GET', 'POST'])]
    public function order(Request $request): Response
    {
        $order = new Order();
        $form = $this->createForm(OrderType::class, $order);
        $form->handleRequest($request);
        if ($form->isSubmitted() && $form->isValid()) {
            $this->addFlash('ordered', "{$order->amount} x {$order->colour} for {$order->name}");

            return $this->redirectToRoute('session_flashes', [], Response::HTTP_SEE_OTHER);
        }

        return $this->renderForm('form/order.html.twig', ['form' => $form]);
    }

    #[Route('/bare', name: 'bare', methods: ['POST', 'PUT'])]
    public function bare(Request $request): JsonResponse
    {
        $order = new Order();
        $form = $this->createForm(OrderType::class, $order, ['csrf_protection' => false, 'method' => $request->getMethod()]);
        $form->handleRequest($request);
        $errors = [];
        foreach ($form->getErrors(true) as $error) {
            $errors[] = $error->getOrigin()->getName().': '.$error->getMessage();
        }

        return new JsonResponse(['valid' => $form->isSubmitted() && $form->isValid(), 'errors' => $errors, 'order' => $order, 'extra' => $form->getExtraData()], $errors ? 422 : 200);
    }

    #[Route('/search', name: 'search', methods: ['GET'])]
    public function search(Request $request): JsonResponse
    {
        $form = $this->container->get('form.factory')->createNamedBuilder('', \Symfony\Component\Form\Extension\Core\Type\FormType::class, null, ['method' => 'GET', 'csrf_protection' => false, 'allow_extra_fields' => true])
            ->add('q', SearchType::class, ['constraints' => [new Assert\Length(['min' => 3])]])->getForm();
        $form->handleRequest($request);

        return new JsonResponse(['submitted' => $form->isSubmitted(), 'valid' => $form->isSubmitted() && $form->isValid(), 'q' => $form->get('q')->getData(), 'errors' => (string) $form->getErrors(true)]);
    }

    #[Route('/upload', name: 'upload', methods: ['GET', 'POST'])]
    public function upload(Request $request): Response
    {
        $form = $this->createFormBuilder(null, ['csrf_protection' => false])
            ->add('document', FileType::class, ['constraints' => [new Assert\NotNull(), new Assert\File(['maxSize' => '2k', 'mimeTypes' => ['text/plain']])]])
            ->getForm();
        $form->handleRequest($request);
        if (!$form->isSubmitted()) {
            return $this->renderForm('form/upload.html.twig', ['form' => $form]);
        }
        if (!$form->isValid()) {
            return new Response(preg_replace('/"[^"]*"/', '"…"', (string) $form->getErrors(true)), 422);
        }
        $file = $form->get('document')->getData();

        return new JsonResponse([$file->getClientOriginalName(), $file->getSize(), md5_file($file->getPathname())]);
    }

    #[Route('/validate', name: 'validate', methods: ['POST'])]
    public function validate(Request $request, ValidatorInterface $validator): JsonResponse
    {
        $violations = $validator->validate($request->toArray(), new Assert\Collection([
            'name' => [new Assert\NotBlank(), new Assert\Type('string')],
            'url' => new Assert\Optional([new Assert\Url()]),
            'ip' => new Assert\Optional([new Assert\Ip()]),
            'iban' => new Assert\Optional([new Assert\Iban()]),
            'tags' => [new Assert\Count(['min' => 1, 'max' => 3]), new Assert\Unique(), new Assert\All([new Assert\Choice(['a', 'b', 'c'])])],
            'when' => new Assert\Optional([new Assert\DateTime()]),
            'uuid' => new Assert\Optional([new Assert\Uuid()]),
        ]));
        $told = [];
        foreach ($violations as $violation) {
            $told[] = [$violation->getPropertyPath(), $violation->getMessage(), $violation->getCode()];
        }

        return new JsonResponse($told, $told ? 422 : 200);
    }
}
