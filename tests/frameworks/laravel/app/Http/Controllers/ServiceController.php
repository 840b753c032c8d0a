<?php

namespace App\Http\Controllers;

use App\Services\Counter;
use Illuminate\Contracts\Container\Container;

class ServiceController
{
    public function __construct(private Counter $counter, private string $word)
    {
    }

    public function __invoke(Container $container, Counter $same)
    {
        return ['first' => $this->counter->next(), 'second' => $same->next(), 'fresh' => app('fresh')->next(), 'word' => $this->word, 'container' => $container === app(), 'instance' => \Illuminate\Container\Container::getInstance() === $container, 'facade' => \Illuminate\Support\Facades\App::getFacadeRoot() === $container];
    }
}
