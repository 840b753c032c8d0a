<?php

namespace App\Isolation;

use Symfony\Contracts\Service\ResetInterface;

/** A service: every request's container makes its own, or the kernel that is kept resets it. */
class Holder implements ResetInterface
{
    public array $tokens = [];

    public function reset(): void
    {
        $this->tokens = [];
    }
}
