<?php

namespace App\Form;

use Symfony\Component\Validator\Constraints as Assert;
use Symfony\Component\Validator\Mapping\ClassMetadata;

class Line
{
    public ?string $article = null;
    public ?int $count = null;

    public static function loadValidatorMetadata(ClassMetadata $metadata): void
    {
        $metadata->addPropertyConstraint('article', new Assert\Regex('/^[A-Z]{2}\d+$/'));
        $metadata->addPropertyConstraint('count', new Assert\Positive());
    }
}
