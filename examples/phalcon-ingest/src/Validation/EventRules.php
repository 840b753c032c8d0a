<?php
declare(strict_types=1);

namespace PhalconIngest\Validation;

use Phalcon\Filter\Validation;
use Phalcon\Filter\Validation\AbstractValidator;
use Phalcon\Messages\Message;

/** A validator whose option `rules` are the shared ones; a message's field is the path in the event that its metadata names. */
final class EventRules extends AbstractValidator
{
    public function validate(Validation $validation, $field): bool
    {
        $errors = $this->getOption('rules')->errors($validation->getValue($field));
        foreach ($errors as $error) {
            $validation->appendMessage(new Message($error['message'], $error['path'], $error['rule'], 0, ['index' => $error['index']]));
        }
        return $errors === [];
    }
}
