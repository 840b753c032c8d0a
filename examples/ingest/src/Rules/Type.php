<?php
declare(strict_types=1);

namespace Ingest\Rules;

/** The types a field can be held to; they are JSON's, plus integer. */
enum Type: string
{
    case String = 'string';
    case Integer = 'integer';
    case Number = 'number';
    case Boolean = 'boolean';
    case Array = 'array';
    case Object = 'object';

    /** $value as json_decode made it, objects as stdClass. */
    public function accepts(mixed $value): bool
    {
        return match ($this) {
            self::String => is_string($value),
            self::Integer => is_int($value) || (is_float($value) && floor($value) === $value),
            self::Number => is_int($value) || is_float($value),
            self::Boolean => is_bool($value),
            self::Array => is_array($value),
            self::Object => $value instanceof \stdClass,
        };
    }

    /** With its article, for sentences: "an integer". */
    public function phrase(): string
    {
        return match ($this) {
            self::Integer, self::Array, self::Object => 'an ' . $this->value,
            default => 'a ' . $this->value,
        };
    }

    /** What $value is, with its article: "a string", "null". */
    public static function phraseOf(mixed $value): string
    {
        if ($value === null) {
            return 'null';
        }
        $type = match (true) {
            is_string($value) => self::String,
            is_bool($value) => self::Boolean,
            is_array($value) => self::Array,
            is_object($value) => self::Object,
            default => self::Number,
        };
        return $type->phrase();
    }
}
