<?php
declare(strict_types=1);

namespace PhalconIngest\Validation;

use Ingest\Rules\Rules;
use Phalcon\Filter\Validation;
use Phalcon\Messages\MessageInterface;

/** Phalcon's validation of a body's events against the shared rules. */
final class EventsValidation extends Validation
{
    public static function of(Rules $rules): self
    {
        $validation = new self();
        $validation->add('events', new EventRules(['rules' => $rules]));
        return $validation;
    }

    /**
     * @param list<mixed> $events
     * @return list<array{index: int, path: string, rule: string, message: string}>
     */
    public function errors(array $events): array
    {
        $errors = [];
        foreach ($this->validate(['events' => $events]) as $message) {
            $errors[] = self::error($message);
        }
        return $errors;
    }

    private static function error(MessageInterface $message): array
    {
        return [
            'index' => $message->getMetaData()['index'],
            'path' => $message->getField(),
            'rule' => $message->getType(),
            'message' => $message->getMessage(),
        ];
    }
}
