<?php
// Models, PHQL, forms, validation.
declare(strict_types=1);

namespace Shop\Behaviours;

use Phalcon\Filter\Validation;
use Phalcon\Filter\Validation\Validator;
use Phalcon\Mvc\Model\Transaction\Failed;
use Phalcon\Paginator\Adapter\NativeArray;
use Phalcon\Paginator\Adapter\QueryBuilder;
use Shop\Forms\Order;
use Shop\Models\Maker;
use Shop\Models\Product;

class Data extends Behaviour
{
    public function find(?string $kind): mixed
    {
        return $this->json(match ($kind) {
            'first' => Product::findFirst(3)->toArray(),
            'none' => Product::findFirst(['name = :name:', 'bind' => ['name' => 'nothing']]) ?: 'none',
            'some' => Product::find(['price > :p:', 'bind' => ['p' => 9], 'order' => 'price DESC', 'limit' => 3, 'columns' => 'id, name'])->toArray(),
            'count' => [Product::count(), Product::sum(['column' => 'stock']), Product::average(['column' => 'price']), Product::maximum(['column' => 'id'])],
            'by' => Product::findFirstByName('Product 5')->toArray(),
            'criteria' => Product::query()->where('stock > :s:', ['s' => 90])->orderBy('id')->execute()->toArray(),
            default => Product::find(['order' => 'id'])->toArray(),
        });
    }

    public function phql(): mixed
    {
        $rows = $this->modelsManager->executeQuery(
            'SELECT p.name, m.name AS maker FROM ' . Product::class . ' p JOIN ' . Maker::class . ' m ON m.id = p.maker_id WHERE p.price > :price: ORDER BY p.id',
            ['price' => 10],
        );
        return $this->json(array_map(fn ($row) => [$row->name, $row->maker], iterator_to_array($rows)));
    }

    public function relations(): mixed
    {
        $maker = Maker::findFirst(1);
        $names = [];
        foreach ($maker->products as $product) {
            $names[] = $product->name;
        }
        return $this->json([$maker->name, $names, Product::findFirst(2)->maker->name, $maker->countProducts()]);
    }

    public function save(): mixed
    {
        $product = new Product();
        $product->assign(['name' => $this->request->getPost('name'), 'price' => $this->request->getPost('price'), 'stock' => 1, 'maker_id' => 1]);
        $saved = $product->save();
        $messages = array_map(fn ($m) => [$m->getField(), (string) $m->getMessage()], iterator_to_array($product->getMessages()));
        return $this->json(['saved' => $saved, 'id' => $product->id, 'messages' => $messages, 'count' => Product::count()])->setStatusCode($saved ? 201 : 422);
    }

    public function update(): mixed
    {
        $product = Product::findFirst(4);
        $product->price = 99.5;
        $product->save();
        $gone = Product::findFirst(5)->delete();
        return $this->json([Product::findFirst(4)->price, $gone, Product::count()]);
    }

    public function transaction(?string $kind): mixed
    {
        $this->db->begin();
        $this->db->execute("INSERT INTO makers (name) VALUES ('Temporary')");
        $inside = Maker::count();
        $kind === 'commit' ? $this->db->commit() : $this->db->rollback();
        return $this->json([$inside, Maker::count(), $this->db->isUnderTransaction()]);
    }

    public function managed(?string $kind): mixed
    {
        $transaction = $this->transactionManager->get();
        try {
            $maker = new Maker();
            $maker->setTransaction($transaction);
            $maker->name = 'Managed';
            $maker->save();
            $kind === 'commit' ? $transaction->commit() : $transaction->rollback('Not today');
        } catch (Failed $e) {
            return $this->json([$e->getMessage(), Maker::count()]);
        }
        return $this->json(['committed', Maker::count()]);
    }

    public function paginate(?string $page): mixed
    {
        $builder = $this->modelsManager->createBuilder()->from(Product::class)->columns('id, name')->orderBy('id');
        $models = (new QueryBuilder(['builder' => $builder, 'limit' => 5, 'page' => (int) $page]))->paginate();
        $array = (new NativeArray(['data' => range(1, 11), 'limit' => 4, 'page' => (int) $page]))->paginate();
        return $this->json([$models->getItems()->toArray(), $models->getNext(), $models->getLast(), $array->getItems(), $array->getTotalItems()]);
    }

    public function form(): mixed
    {
        $form = new Order();
        $valid = $this->request->isPost() ? $form->isValid($this->request->getPost()) : null;
        $html = '';
        foreach ($form as $element) {
            $html .= $element->render() . "\n";
        }
        $messages = array_map(fn ($m) => (string) $m->getMessage(), iterator_to_array($form->getMessages()));
        return $this->response->setContent(json_encode([$valid, $messages, $form->getValue('name'), $form->getLabel('name')]) . "\n$html");
    }

    public function validation(): mixed
    {
        $validation = new Validation();
        $validation->add('email', new Validator\Email(['message' => ':field is no address']));
        $validation->add('age', new Validator\Digit(['message' => 'digits']));
        $validation->add('site', new Validator\Url(['allowEmpty' => true]));
        $validation->add('kind', new Validator\InclusionIn(['domain' => ['a', 'b']]));
        $validation->add('code', new Validator\Regex(['pattern' => '/^[A-Z]{3}$/']));
        $validation->setFilters('email', 'trim');
        $messages = [];
        foreach ($validation->validate($this->request->getPost()) as $message) {
            $messages[$message->getField()][] = (string) $message->getMessage();
        }
        return $this->json([$messages, $validation->getValue('email')]);
    }

    public function metadata(): mixed
    {
        $product = new Product();
        $metadata = $this->modelsMetadata;
        return $this->json([$metadata->getAttributes($product), $metadata->getPrimaryKeyAttributes($product), $metadata->getNotNullAttributes($product), $product->getSource()]);
    }
}
