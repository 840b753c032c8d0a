<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * Reads a rules document and compiles it: `{"version":"…","types":{"order.created":{"payload.amount":{"type":…}}}}`.
 * Whatever is not understood is refused, with a sentence that says where; nothing is skipped.
 */
final class Document
{
    /** What every event must have, whatever its type; a document may add checks to these but not loosen them. */
    private const ENVELOPE = ['id' => Type::String, 'type' => Type::String, 'ts' => Type::String, 'payload' => Type::Object];
    private const ID_LENGTH = [1, 128];

    /** @throws BadRules */
    public static function compile(string $json): Rules
    {
        $document = self::object(self::decode($json), 'The rules document');
        Names::allOf(array_keys($document), ['version', 'types'], 'The rules document has a member');
        $version = $document['version'] ?? null;
        if (!is_string($version) || $version === '' || strlen($version) > 128) {
            throw new BadRules('The rules document needs "version", a string of 1 to 128 bytes.');
        }
        $types = self::object($document['types'] ?? null, '"types" of the rules document');
        if ($types === []) {
            throw new BadRules('"types" of the rules document is empty: every event would be refused.');
        }
        $envelope = self::envelope(new OneOf(array_map(strval(...), array_keys($types))));
        $envelope->settle();
        $trees = [];
        foreach ($types as $type => $fields) {
            $trees[$type] = self::tree((string) $type, $fields);
        }
        return new Rules($version, $trees, $envelope);
    }

    private static function decode(string $json): mixed
    {
        try {
            return json_decode($json, false, 512, JSON_THROW_ON_ERROR);
        } catch (\JsonException $e) {
            throw new BadRules('The rules document is not valid JSON: ' . lcfirst($e->getMessage()) . '.');
        }
    }

    /** @return array<mixed> members by name; PHP makes numeric names ints, so callers cast */
    private static function object(mixed $value, string $what): array
    {
        if (!$value instanceof \stdClass) {
            throw new BadRules("$what must be an object ({…}), is " . Type::phraseOf($value) . '.');
        }
        return get_object_vars($value);
    }

    /** The tree of an event whose type is known, or with $types of one whose type is not. */
    private static function envelope(?OneOf $types = null): Node
    {
        $root = new Node([]);
        $order = -count(self::ENVELOPE);
        foreach (self::ENVELOPE as $name => $type) {
            $node = $root->child($name);
            $node->order = $order++;
            $node->type = $type;
            $node->required = true;
        }
        $root->fields['id']->checks[] = new Length(...self::ID_LENGTH);
        $root->fields['ts']->checks[] = new Timestamp();
        if ($types !== null) {
            $root->fields['type']->checks[] = $types;
        }
        return $root;
    }

    private static function tree(string $type, mixed $fields): Node
    {
        $root = self::envelope();
        $order = 0;
        foreach (self::object($fields, sprintf('Type %s', self::quote($type))) as $path => $rules) {
            $where = sprintf('%s, field %s', self::quote($type), self::quote((string) $path));
            $node = $root;
            foreach (self::segments((string) $path, $where) as $segment) {
                $node = $node->child($segment);
            }
            $field = FieldRules::read(self::object($rules, "In $where: its rules"), "In $where");
            self::place($field, $node, $order++, $where);
        }
        $root->settle();
        return $root;
    }

    private static function place(FieldRules $field, Node $node, int $order, string $where): void
    {
        if (isset(self::ENVELOPE[implode('.', $node->segments)])) {
            if ($field->type !== null && $field->type !== $node->type) {
                throw new BadRules("In $where: every event has this field and it is always {$node->type->phrase()}.");
            }
        } else {
            $node->order = $order;
            $node->type = $field->type;
            $node->required = $field->required;
        }
        array_push($node->checks, ...$field->checks);
    }

    /** @return non-empty-list<string> */
    private static function segments(string $path, string $where): array
    {
        $segments = explode('.', $path);
        if ($segments[0] === '*') {
            throw new BadRules("In $where: an event is an object, so its path cannot begin with *.");
        }
        foreach ($segments as $segment) {
            if ($segment === '') {
                throw new BadRules("In $where: the path has an empty segment; write it as payload.items.*.sku.");
            }
            if ($segment[0] === "\0") {
                throw new BadRules("In $where: a segment of the path begins with NUL, which no rule can name.");
            }
        }
        return $segments;
    }

    private static function quote(string $name): string
    {
        return json_encode($name, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }
}
