<?php
declare(strict_types=1);

namespace Ingest\Kafka;

use Peregrine\Coroutine\Channel;
use Peregrine\Exception\{KafkaBatchException, KafkaException};
use Peregrine\Kafka\Producer;

/** One worker's producer. Every event is its own message and is awaited; a request's events are under way together. */
final class Publisher
{
    /** How long librdkafka tries before it reports a failure. */
    public const TIMEOUT_MS = 5000;
    /** The longest event: Kafka's default for a message (1,048,588 bytes with everything around it), rounded down. */
    public const MAX_EVENT_BYTES = 1_000_000;
    /** Arrays of events one worker has under way at once: they fit into librdkafka's queue (100,000 messages, 1 GiB). */
    private const ARRAYS = 64;

    private readonly Producer $producer;
    private readonly Channel $turns;

    public function __construct(public readonly string $brokers, private readonly string $topic, Login $login)
    {
        $this->producer = new Producer($login->settings + [
            'bootstrap.servers' => $brokers,
            'client.id' => 'peregrine-ingest',
            'acks' => 'all',
            'enable.idempotence' => 'true', // a retry inside librdkafka is not a second message
            'message.timeout.ms' => (string) self::TIMEOUT_MS,
            'message.max.bytes' => (string) (self::MAX_EVENT_BYTES + 1024), // and its key
            'linger.ms' => '2',
        ]);
        $this->turns = new Channel(self::ARRAYS);
    }

    /**
     * Returns when it is known of each whether Kafka has acknowledged it.
     *
     * @param list<string> $keys
     * @param list<string> $texts
     */
    public function publish(array $keys, array $texts): Outcome
    {
        $outcome = new Outcome();
        if (count($texts) === 1) {
            $this->send($keys[0], $texts[0], $outcome);
            return $outcome;
        }
        if (!$this->turns->push(true, self::TIMEOUT_MS / 1000)) {
            $outcome->fail('the worker has too many arrays of events under way', count($texts));
            return $outcome;
        }
        try {
            $message = static fn (string $key, string $text): array => ['key' => $key, 'value' => $text];
            $outcome->delivered = count($this->producer->sendBatch($this->topic, array_map($message, $keys, $texts)));
        } catch (KafkaBatchException $e) {
            $outcome->delivered = count($e->getReports());
            $outcome->fail(current($e->getFailures())->getMessage(), count($e->getFailures()));
        } finally {
            $this->turns->pop();
        }
        return $outcome;
    }

    /** Waits for what is still under way, then lets go of the brokers. */
    public function close(): void
    {
        $this->producer->flush(self::TIMEOUT_MS / 1000);
        $this->producer->close();
    }

    private function send(string $key, string $text, Outcome $outcome): void
    {
        try {
            $this->producer->send($this->topic, $text, $key);
            $outcome->delivered++;
        } catch (KafkaException $e) {
            $outcome->fail($e->getMessage());
        }
    }
}
