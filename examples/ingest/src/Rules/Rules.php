<?php
declare(strict_types=1);

namespace Ingest\Rules;

/**
 * A compiled rules document: immutable, one per worker, checks decoded events. Every event has the envelope
 * `{"id","type","ts","payload":{…}}`; the rest of its fields are the business of its type's rules, and fields no rule
 * names are allowed.
 */
final class Rules
{
    /**
     * @param string $version the document's own
     * @param array<string, Node> $types the tree of each event type, envelope included
     * @param Node $envelope checked alone when the type is not known
     */
    public function __construct(
        public readonly string $version,
        private readonly array $types,
        private readonly Node $envelope,
    ) {
    }

    /**
     * @param list<mixed> $events as json_decode made them, objects as stdClass
     * @return list<array{index: int, path: string, rule: string, message: string}> in event, then rule order
     */
    public function errors(array $events): array
    {
        $errors = new Errors();
        foreach ($events as $index => $event) {
            if ($event instanceof \stdClass) {
                $this->treeOf($event)->check($event, $errors);
            } else {
                $errors->add($this->envelope, 'type', 'an event must be an object, is ' . Type::phraseOf($event));
            }
            $errors->close($index + 1);
        }
        return $errors->all();
    }

    private function treeOf(\stdClass $event): Node
    {
        $type = $event->type ?? null;
        return is_string($type) ? $this->types[$type] ?? $this->envelope : $this->envelope;
    }

    /** @return list<string> the event types, in document order */
    public function types(): array
    {
        return array_map(strval(...), array_keys($this->types));
    }
}
