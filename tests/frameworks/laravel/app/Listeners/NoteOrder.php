<?php

namespace App\Listeners;

use App\Events\OrderPlaced;

class NoteOrder
{
    public function handle(OrderPlaced $event): void
    {
        $event->notes[] = "noted {$event->what}";
    }
}
