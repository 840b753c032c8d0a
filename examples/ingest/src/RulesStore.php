<?php
declare(strict_types=1);

namespace Ingest;

use Ingest\Rules\{BadRules, Document, Rules};
use Ingest\RulesSource\Fetched;
use Peregrine\{Atomic, Table};

/**
 * The rules all workers share. Made in the master before the fork. One worker puts a document in; it lies in a Table,
 * cut into rows, and changes whole (`replace`, and an iteration sees one generation only). Every worker compiles it
 * for itself, when it sees on its next request that the generation moved.
 */
final class RulesStore
{
    private const CHUNK_BYTES = 32768;
    private const CHUNKS = 128;
    private const TAG_BYTES = 512;

    private readonly Table $table;
    /** Moves after every replace; 0: there are no rules yet. */
    private readonly Atomic $generation;
    /** Unix time at which the source last said that this is the document. */
    private readonly Atomic\Long $confirmed;
    /** This process's compiled copy and the generation it is of. */
    private ?Rules $rules = null;
    private int $seen = 0;

    public function __construct()
    {
        $this->table = new Table(self::CHUNKS);
        $this->table->column('text', Table::TYPE_STRING, self::CHUNK_BYTES);
        $this->table->column('tag', Table::TYPE_STRING, self::TAG_BYTES);
        $this->table->create();
        $this->generation = new Atomic(0);
        $this->confirmed = new Atomic\Long(0);
    }

    /**
     * Makes $document the rules of every worker, when it is good; otherwise the old ones stay.
     * @return bool whether it differs from what was there
     * @throws BadRules
     */
    public function put(Fetched $document): bool
    {
        if (strlen($document->text) > self::CHUNK_BYTES * self::CHUNKS) {
            throw new BadRules(sprintf('The rules document has %d bytes; up to %d fit.', strlen($document->text), self::CHUNK_BYTES * self::CHUNKS));
        }
        [$text, $tag] = $this->read();
        $changed = $this->generation->get() === 0 || $text !== $document->text;
        if ($changed) {
            Document::compile($document->text);
        }
        if ($changed || $tag !== $document->tag) {
            $this->table->replace(self::rows($document));
        }
        if ($changed) {
            $this->generation->add();
        }
        $this->confirm();
        return $changed;
    }

    /** The source says that what is here is still the document. */
    public function confirm(): void
    {
        $this->confirmed->set(time());
    }

    /** The rules, as of now; null before the first document. */
    public function current(): ?Rules
    {
        $generation = $this->generation->get();
        if ($generation !== $this->seen) {
            $this->rules = Document::compile($this->read()[0]);
            $this->seen = $generation;
        }
        return $this->rules;
    }

    /** The tag of the document here, '' when there is none. */
    public function tag(): string
    {
        return $this->read()[1];
    }

    /** Seconds since the source last confirmed the rules; null before the first document. */
    public function age(): ?int
    {
        $confirmed = $this->confirmed->get();
        return $confirmed === 0 ? null : max(0, time() - $confirmed);
    }

    /** @return array{string, string} text and tag */
    private function read(): array
    {
        $chunks = [];
        $tag = '';
        foreach ($this->table as $key => $row) {
            $chunks[(int) $key] = $row['text'];
            $tag = (int) $key === 0 ? $row['tag'] : $tag;
        }
        ksort($chunks);
        return [implode('', $chunks), $tag];
    }

    /** A tag too long to keep is dropped: the document is then fetched whole each time. */
    private static function rows(Fetched $document): \Generator
    {
        $tag = strlen($document->tag) <= self::TAG_BYTES ? $document->tag : '';
        foreach (str_split($document->text, self::CHUNK_BYTES) as $i => $chunk) {
            yield (string) $i => ['text' => $chunk, 'tag' => $tag];
        }
    }
}
