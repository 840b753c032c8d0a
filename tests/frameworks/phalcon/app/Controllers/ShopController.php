<?php
declare(strict_types=1);

namespace Shop\Controllers;

use Phalcon\Mvc\Controller;
use Shop\Models\Product;

class ShopController extends Controller
{
    public function productAction(string $id): mixed
    {
        $product = Product::findFirst((int) $id);
        if (!$product) {
            return $this->response->setStatusCode(404)->setContent("no product $id");
        }
        $this->view->setVars(['title' => $product->name, 'product' => $product, 'self' => $this->url->get(['for' => 'product', 'id' => $id])]);
        return null;
    }

    public function archiveAction(): string
    {
        return json_encode([$this->dispatcher->getParams(), $this->dispatcher->getParam('year', 'int'), $this->router->getMatchedRoute()->getPattern()], JSON_UNESCAPED_SLASHES);
    }

    public function methodAction(): string
    {
        return 'reached by ' . $this->request->getMethod();
    }

    public function convertedAction(string $name): string
    {
        return "converted to $name";
    }

    public function paramsAction(mixed ...$params): string
    {
        return json_encode([$params, $this->dispatcher->getControllerName(), $this->dispatcher->getActionName(), $this->router->getRewriteUri()], JSON_UNESCAPED_SLASHES);
    }

    public function routeAction(): mixed
    {
        return $this->response->redirect(['for' => 'product', 'id' => 7]);
    }
}
