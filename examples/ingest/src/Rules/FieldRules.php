<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * The rules of one field, read from `{"type":"number","required":true,"min":0.01}`. A rule that could never hold for
 * the field's type is a mistake and refused; without a type, a value the rule does not fit fails that rule.
 */
final class FieldRules
{
    private const KNOWN = ['type', 'required', 'min', 'max', 'length', 'pattern', 'enum'];

    public ?Type $type = null;
    public bool $required = false;
    /** @var list<Check> as written in the document */
    public array $checks = [];

    /** @param string $where for messages: `In "order.created", field "payload.amount"` */
    private function __construct(private readonly string $where)
    {
    }

    /**
     * @param array<mixed> $rules value by rule name
     * @throws BadRules
     */
    public static function read(array $rules, string $where): self
    {
        Names::allOf(array_keys($rules), self::KNOWN, "$where: unknown rule");
        $field = new self($where);
        if (array_key_exists('type', $rules)) {
            $field->type = $field->readType($rules['type']);
        }
        foreach ($rules as $rule => $value) {
            match ($rule) {
                'type' => null, // the others depend on it, so it has been read
                'required' => $field->required = $field->boolean($value),
                'min', 'max' => $field->checks[] = $field->limit($rule, $value),
                'length' => $field->checks[] = $field->length($value),
                'pattern' => $field->checks[] = $field->pattern($value),
                'enum' => $field->checks[] = $field->oneOf($value),
            };
        }
        if (isset($rules['min'], $rules['max']) && $rules['min'] > $rules['max']) {
            $field->refuse('min', 'is above max, so no value passes');
        }
        return $field;
    }

    private function readType(mixed $value): Type
    {
        $known = array_column(Type::cases(), 'value');
        if (!is_string($value)) {
            $this->refuse('type', 'must be one of ' . implode(', ', $known));
        }
        return Type::tryFrom($value)
            ?? $this->refuse('type', 'is ' . json_encode($value) . '; ' . rtrim(Names::advice($value, $known), '.'));
    }

    private function boolean(mixed $value): bool
    {
        return is_bool($value) ? $value : $this->refuse('required', 'must be true or false');
    }

    private function limit(string $rule, mixed $value): Limit
    {
        $this->onlyFor($rule, Type::Number, Type::Integer);
        if (!is_int($value) && !(is_float($value) && is_finite($value))) {
            $this->refuse($rule, 'must be a number');
        }
        return new Limit($rule, $value);
    }

    private function length(mixed $value): Length
    {
        $this->onlyFor('length', Type::String, Type::Array);
        if (!is_array($value) || count($value) !== 2 || array_filter($value, self::isCount(...)) !== $value) {
            $this->refuse('length', 'must be [min, max], two whole numbers from 0');
        }
        [$min, $max] = array_map(intval(...), $value);
        return $min <= $max ? new Length($min, $max) : $this->refuse('length', 'has its min above its max');
    }

    private static function isCount(mixed $value): bool
    {
        return Type::Integer->accepts($value) && $value >= 0 && $value <= PHP_INT_MAX;
    }

    private function pattern(mixed $value): Pattern
    {
        $this->onlyFor('pattern', Type::String);
        if (!is_string($value)) {
            $this->refuse('pattern', 'must be a regular expression in a string');
        }
        try {
            return new Pattern($value);
        } catch (BadRules $e) {
            $this->refuse('pattern', $e->getMessage());
        }
    }

    private function oneOf(mixed $values): OneOf
    {
        $this->onlyFor('enum', Type::String, Type::Integer, Type::Number, Type::Boolean);
        if (!is_array($values) || $values === []) {
            $this->refuse('enum', 'must be a list of at least one value');
        }
        foreach ($values as $value) {
            if (!is_scalar($value)) {
                $hint = $value === null ? ' (null counts as absent: leave out required instead)' : '';
                $this->refuse('enum', 'may list strings, numbers and booleans, not ' . Type::phraseOf($value) . $hint);
            }
            if ($this->type !== null && !$this->type->accepts($value)) {
                $this->refuse('enum', 'lists ' . json_encode($value) . ', which is not ' . $this->type->phrase());
            }
        }
        return new OneOf($values);
    }

    private function onlyFor(string $rule, Type ...$types): void
    {
        if ($this->type !== null && !in_array($this->type, $types, true)) {
            $names = implode(' or ', array_column($types, 'value'));
            $this->refuse($rule, "is a rule for $names, the type here is {$this->type->value}");
        }
    }

    private function refuse(string $rule, string $sentence): never
    {
        throw new BadRules("$this->where: rule \"$rule\" $sentence.");
    }
}
