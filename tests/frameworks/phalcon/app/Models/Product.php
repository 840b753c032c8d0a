<?php
declare(strict_types=1);

namespace Shop\Models;

use Phalcon\Filter\Validation;
use Phalcon\Filter\Validation\Validator\Numericality;
use Phalcon\Filter\Validation\Validator\PresenceOf;
use Phalcon\Mvc\Model;

class Product extends Model
{
    public $id;
    public $maker_id;
    public $name;
    public $price;
    public $stock;

    public function initialize(): void
    {
        $this->setSource('products');
        $this->belongsTo('maker_id', Maker::class, 'id', ['alias' => 'maker']);
    }

    public function validation(): bool
    {
        $validation = new Validation();
        $validation->add('name', new PresenceOf(['message' => 'A product has a name']));
        $validation->add('price', new Numericality(['message' => 'A price is a number']));
        return $this->validate($validation);
    }
}
