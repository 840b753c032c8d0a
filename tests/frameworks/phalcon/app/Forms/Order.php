<?php
declare(strict_types=1);

namespace Shop\Forms;

use Phalcon\Filter\Validation\Validator\Between;
use Phalcon\Filter\Validation\Validator\Email as IsEmail;
use Phalcon\Filter\Validation\Validator\PresenceOf;
use Phalcon\Filter\Validation\Validator\StringLength;
use Phalcon\Forms\Element\Check;
use Phalcon\Forms\Element\Email;
use Phalcon\Forms\Element\Numeric;
use Phalcon\Forms\Element\Select;
use Phalcon\Forms\Element\Text;
use Phalcon\Forms\Form;

class Order extends Form
{
    public function initialize(): void
    {
        $name = new Text('name', ['class' => 'wide']);
        $name->setLabel('Your name');
        $name->setFilters(['striptags', 'trim']);
        $name->addValidators([
            new PresenceOf(['message' => 'We need a name']),
            new StringLength(['min' => 2, 'max' => 40, 'messageMinimum' => 'That is short']),
        ]);
        $email = new Email('email');
        $email->addValidator(new IsEmail(['message' => 'That is no address']));
        $count = new Numeric('count');
        $count->addValidator(new Between(['minimum' => 1, 'maximum' => 9, 'message' => 'From 1 to 9']));
        $this->add($name);
        $this->add($email);
        $this->add($count);
        $this->add(new Select('colour', ['r' => 'Red', 'g' => 'Green', 'b' => 'Blue']));
        $this->add(new Check('gift', ['value' => 'yes']));
    }
}
