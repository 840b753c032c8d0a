<?php

namespace App\Events;

use Illuminate\Foundation\Events\Dispatchable;

class OrderPlaced
{
    use Dispatchable;

    public array $notes = [];

    public function __construct(public string $what)
    {
    }
}
