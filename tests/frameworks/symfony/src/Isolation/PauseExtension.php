<?php

namespace App\Isolation;

use Twig\Extension\AbstractExtension;
use Twig\TwigFunction;

class PauseExtension extends AbstractExtension
{
    public function getFunctions(): array
    {
        return [new TwigFunction('pause', function () { Pause::a(); })];
    }
}
