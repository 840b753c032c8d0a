<?php

namespace App\Isolation;

/** A service: every request's container makes its own. */
class Holder
{
    public array $tokens = [];
}
