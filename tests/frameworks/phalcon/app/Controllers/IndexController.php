<?php
declare(strict_types=1);

namespace Shop\Controllers;

use Phalcon\Mvc\Controller;
use Phalcon\Mvc\Dispatcher;
use Shop\Wait;

class IndexController extends Controller
{
    private array $log = [];

    public function initialize(): void
    {
        $this->log[] = 'initialize';
    }

    public function beforeExecuteRoute(Dispatcher $dispatcher): mixed
    {
        $this->log[] = 'before ' . $dispatcher->getActionName();
        if ($dispatcher->getActionName() === 'refused') {
            $this->response->setStatusCode(403)->setContent('refused');
            $dispatcher->forward(['controller' => 'errors', 'action' => 'refused']);
            return false;
        }
        return true;
    }

    public function afterExecuteRoute(Dispatcher $dispatcher): void
    {
        $this->view->setVar('log', implode(', ', [...$this->log, 'after ' . $dispatcher->getActionName()]));
    }

    public function indexAction(): void
    {
        $this->view->setVar('title', 'Welcome');
    }

    public function voltAction(): void
    {
        $this->view->setVars(['title' => 'Volt <x>', 'items' => ['one', 'two & three', 'four'], 'number' => 1234.5, 'day' => 86400]);
    }

    public function phtmlAction(): void
    {
        $this->view->setVar('title', 'PHP <x>');
    }

    public function echoAction(): void
    {
        echo 'echoed in the action; ';
        Wait::milliseconds(2);
        $this->view->setVar('title', 'Echo');
    }

    public function pickAction(): void
    {
        $this->view->setVar('title', 'Picked');
        $this->view->pick('index/phtml');
    }

    public function noviewAction(): void
    {
        $this->view->disable();
        echo 'no view here';
    }

    public function levelAction(): void
    {
        $this->view->setVar('title', 'Level');
        $this->view->setRenderLevel(\Phalcon\Mvc\View::LEVEL_ACTION_VIEW);
    }

    public function falseAction(): mixed
    {
        $this->response->setContent('set, and returned false');
        return false;
    }

    public function stringAction(): string
    {
        return 'returned as a string';
    }

    public function forwardAction(): void
    {
        $this->dispatcher->forward(['controller' => 'index', 'action' => 'target', 'params' => ['by', 'forward']]);
    }

    public function targetAction(string ...$words): string
    {
        return 'target of ' . json_encode([$words, $this->dispatcher->wasForwarded(), $this->dispatcher->getPreviousActionName()]);
    }

    public function refusedAction(): string
    {
        return 'never';
    }

    public function brokenAction(): void
    {
        $this->view->setVar('title', 'Broken');
    }

    public function partialAction(): string
    {
        return $this->view->getPartial('partials/box', ['word' => $this->request->getQuery('word', 'string', 'none')]);
    }

    public function renderAction(): string
    {
        return $this->view->getRender('index', 'phtml', ['title' => 'Rendered', 'log' => '-'], fn ($view) => $view->setRenderLevel(\Phalcon\Mvc\View::LEVEL_ACTION_VIEW));
    }
}
