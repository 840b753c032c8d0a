<?php
declare(strict_types=1);

namespace Shop\Models;

use Phalcon\Mvc\Model;

class Maker extends Model
{
    public $id;
    public $name;

    public function initialize(): void
    {
        $this->setSource('makers');
        $this->hasMany('id', Product::class, 'maker_id', ['alias' => 'products']);
    }
}
