<?php
declare(strict_types=1);

namespace Shop\Controllers;

use Phalcon\Mvc\Controller;

class ErrorsController extends Controller
{
    public function missingAction(): void
    {
        $this->response->setStatusCode(404, 'Not Found');
        $this->view->setVar('path', $this->request->getURI(true));
    }

    public function refusedAction(): bool
    {
        return false;
    }
}
