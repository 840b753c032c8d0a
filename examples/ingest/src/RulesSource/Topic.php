<?php
declare(strict_types=1);

namespace Ingest\RulesSource;

use Ingest\Kafka\Login;
use Peregrine\Kafka\{Message, TableView};
use Peregrine\Table;

/**
 * Rules in a compacted topic: the newest message of one key. Made in the master; each worker starts it, one of them reads
 * the topic, and what it read is here for all at once.
 */
final class Topic implements Source
{
    /** The longest document; a broker takes 1 MB unless it was told otherwise. */
    private const MAX_BYTES = 4 << 20;
    /** Documents of other keys in the same topic. */
    private const MAX_KEYS = 64;
    private const DEFAULT_KEY = 'rules';

    private readonly Table $table;
    private readonly TableView $view;
    private readonly string $topic;
    private readonly string $key;

    /** @param string $url kafka://topic or kafka://topic/key, which Config has looked at */
    public function __construct(private readonly string $url, string $brokers, Login $login)
    {
        $parts = explode('/', substr($url, strlen('kafka://')), 2);
        $this->topic = $parts[0];
        $this->key = ($parts[1] ?? '') === '' ? self::DEFAULT_KEY : $parts[1];
        $this->table = new Table(self::MAX_KEYS);
        $this->table->column('text', Table::TYPE_STRING, self::MAX_BYTES);
        $this->table->column('tag', Table::TYPE_STRING, 64);
        $this->table->create();
        $config = $login->settings + ['bootstrap.servers' => $brokers, 'client.id' => 'peregrine-ingest'];
        $row = static fn (Message $message): array => ['text' => $message->value, 'tag' => "$message->partition-$message->offset"];
        $this->view = new TableView($this->table, $config, $this->topic, $row);
    }

    /** In each worker. */
    public function start(): void
    {
        $this->view->start();
    }

    public function fetch(string $tag): ?Fetched
    {
        if (!$this->view->isReady()) {
            throw new Unavailable("topic $this->topic is not read to its end yet");
        }
        $row = $this->table->get($this->key);
        if ($row === false) {
            throw new Unavailable("topic $this->topic has no message with the key \"$this->key\"");
        }
        return $row['tag'] === $tag ? null : new Fetched($row['text'], $row['tag']);
    }

    public function name(): string
    {
        return $this->url;
    }
}
