<?php
declare(strict_types=1);

namespace Shop\Controllers;

use Phalcon\Mvc\Controller;
use Shop\Behaviours\Behaviours;

class BehaviourController extends Controller
{
    public function showAction(string $behaviour, ?string $argument = null): mixed
    {
        return Behaviours::run($this->getDI(), $behaviour, $argument);
    }
}
