<?php

namespace App\Form;

use Symfony\Component\Validator\Constraints as Assert;
use Symfony\Component\Validator\Context\ExecutionContextInterface;
use Symfony\Component\Validator\Mapping\ClassMetadata;

class Order
{
    public ?string $name = null;
    public ?string $mail = null;
    public ?int $amount = 1;
    public ?string $colour = null;
    public array $extras = [];
    public bool $terms = false;
    public ?\DateTimeInterface $day = null;
    /** @var Line[] */
    public array $lines = [];

    public static function loadValidatorMetadata(ClassMetadata $metadata): void
    {
        $metadata->addPropertyConstraints('name', [new Assert\NotBlank(), new Assert\Length(['min' => 2, 'max' => 20])]);
        $metadata->addPropertyConstraints('mail', [new Assert\NotBlank(), new Assert\Email()]);
        $metadata->addPropertyConstraint('amount', new Assert\Range(['min' => 1, 'max' => 10]));
        $metadata->addPropertyConstraint('terms', new Assert\IsTrue(['message' => 'Please agree.']));
        $metadata->addPropertyConstraint('lines', new Assert\Valid());
        $metadata->addConstraint(new Assert\Callback('notTooMuch'));
    }

    public function notTooMuch(ExecutionContextInterface $context): void
    {
        if ('red' === $this->colour && $this->amount > 5) {
            $context->buildViolation('No more than {{ max }} red ones.')->setParameter('{{ max }}', '5')->atPath('amount')->addViolation();
        }
    }
}
