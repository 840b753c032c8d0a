<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * One place in the tree of a type's fields: the rules of `payload.items.*.sku` sit on the node reached by those
 * segments. Built by `Document`, then only read: one tree per event type, shared by all requests of a worker.
 *
 * The walk follows what the event holds and what is required, so optional fields that are absent cost nothing, however
 * many rules there are. It meets fields in any order; `Errors` puts what it finds into the document's order.
 */
final class Node
{
    /** Where the field stands in the document; errors are sorted by it. */
    public int $order = PHP_INT_MAX;
    public ?Type $type = null;
    public bool $required = false;
    /** @var list<Check> */
    public array $checks = [];
    /** @var array<string, Node> by segment, without `*` */
    public array $fields = [];
    /** @var array<string, Node> those of $fields that are required; kept by `settle` */
    private array $needed = [];
    /** The node of `*`. */
    public ?Node $element = null;

    /** @param list<string> $segments from the event's root */
    public function __construct(public readonly array $segments)
    {
    }

    /** The node $segment below this one, made when it is new. */
    public function child(string $segment): self
    {
        if ($segment === '*') {
            return $this->element ??= new self([...$this->segments, $segment]);
        }
        return $this->fields[$segment] ??= new self([...$this->segments, $segment]);
    }

    /** Called on the root once every rule is in its place. */
    public function settle(): void
    {
        $this->needed = array_filter($this->fields, static fn (Node $field): bool => $field->required);
        array_walk($this->fields, static fn (Node $field) => $field->settle());
        $this->element?->settle();
    }

    /** Checks $value, which stands at this node and is not null, and everything below it. */
    public function check(mixed $value, Errors $errors): void
    {
        if ($this->type !== null && !$this->type->accepts($value)) {
            $errors->add($this, 'type', "must be {$this->type->phrase()}, is " . Type::phraseOf($value));
        } else {
            foreach ($this->checks as $check) {
                if (!$check->accepts($value)) {
                    $errors->add($this, $check->rule(), $check->message($value));
                }
            }
        }
        if ($this->fields !== []) {
            $this->checkFields($value, $errors);
        }
        if ($this->element !== null && is_array($value)) {
            $this->checkElements($value, $errors);
        }
    }

    /** The fields of an object; of an array, the elements that a segment names by index. */
    private function checkFields(mixed $value, Errors $errors): void
    {
        $members = match (true) {
            $value instanceof \stdClass => $value,
            is_array($value) => array_intersect_key($value, $this->fields),
            default => [],
        };
        $missing = $this->needed;
        foreach ($members as $name => $member) {
            if ($member !== null && isset($this->fields[$name])) {
                unset($missing[$name]);
                $this->fields[$name]->check($member, $errors);
            }
        }
        foreach ($missing as $field) {
            $field->checkAbsent($errors);
        }
    }

    /** A required field is absent, and so are the required fields below it. */
    private function checkAbsent(Errors $errors): void
    {
        $errors->add($this, 'required', 'is required');
        foreach ($this->needed as $field) {
            $field->checkAbsent($errors);
        }
    }

    private function checkElements(array $elements, Errors $errors): void
    {
        foreach ($elements as $index => $element) {
            $errors->enter($index);
            if ($element !== null) {
                $this->element->check($element, $errors);
            } elseif ($this->element->required) {
                $this->element->checkAbsent($errors);
            }
            $errors->leave();
        }
    }
}
