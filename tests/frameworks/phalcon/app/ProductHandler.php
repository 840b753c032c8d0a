<?php
declare(strict_types=1);

namespace Shop;

use Phalcon\Mvc\Controller;
use Shop\Models\Product;

class ProductHandler extends Controller
{
    public function all(): mixed
    {
        return $this->response->setJsonContent(Product::find(['columns' => 'id, name', 'limit' => 3])->toArray());
    }

    public function one(string $id): mixed
    {
        $product = Product::findFirst((int) $id);
        return $product ? $this->response->setJsonContent($product->toArray()) : $this->response->setStatusCode(404)->setContent("no product $id");
    }

    public function add(): mixed
    {
        $body = $this->request->getJsonRawBody(true);
        $product = new Product();
        $product->assign(['name' => $body['name'], 'price' => $body['price'], 'maker_id' => 1, 'stock' => 0]);
        $product->save();
        return $this->response->setStatusCode(201)->setHeader('Location', '/products/' . $product->id)->setJsonContent($product->toArray());
    }
}
