<?php

namespace App\View\Components;

use Illuminate\View\Component;

class Alert extends Component
{
    public function __construct(public string $type = 'info', public ?string $note = null)
    {
    }

    public function loud(): string
    {
        return strtoupper($this->type);
    }

    public function render()
    {
        return view('components.alert');
    }
}
