<?php
declare(strict_types=1);

namespace Ingest\Kafka;

use Peregrine\Coroutine;
use Peregrine\Coroutine\{Channel, WaitGroup};
use Peregrine\Exception\KafkaException;
use Peregrine\Kafka\Producer;

/**
 * One worker's producer. Every event is its own message and is awaited: a request's events are under way together, each
 * in a coroutine that parks until its delivery report.
 */
final class Publisher
{
    /** How long librdkafka tries before it reports a failure. */
    public const TIMEOUT_MS = 5000;
    /** The longest event: Kafka's default for a message (1,048,588 bytes with everything around it), rounded down. */
    public const MAX_EVENT_BYTES = 1_000_000;
    /** Events of arrays one worker has under way at once; each is a parked coroutine. */
    private const IN_FLIGHT = 1024;

    private readonly Producer $producer;
    private readonly Channel $slots;

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
        $this->slots = new Channel(self::IN_FLIGHT);
    }

    /**
     * Returns when Kafka has acknowledged all of them or when the first failures are known. After a failure no
     * further events are begun; those under way are awaited.
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
        $group = new WaitGroup();
        foreach ($texts as $i => $text) {
            if ($outcome->failed > 0 || !$this->slots->push(true, self::TIMEOUT_MS / 1000)) {
                $outcome->fail('the worker has too many events under way', count($texts) - $i);
                break;
            }
            $group->add();
            Coroutine::create(function () use ($group, $keys, $i, $text, $outcome): void {
                try {
                    $this->send($keys[$i], $text, $outcome);
                } finally {
                    $this->slots->pop();
                    $group->done();
                }
            });
        }
        $group->wait();
        $unknown = count($texts) - $outcome->delivered - $outcome->failed;
        if ($unknown > 0) {
            $outcome->fail('a send ended without a report', $unknown);
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
