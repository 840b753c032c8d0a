<?php
declare(strict_types=1);

namespace Ingest\Kafka;

use Ingest\Log;
use Peregrine\{Atomic, Coroutine, Process, Table};
use Peregrine\Http\Server;
use Peregrine\Kafka\MockCluster;

/**
 * A Kafka cluster for trying the service without one: librdkafka's mock brokers in a user process of the server, real
 * TCP on loopback. It keeps nothing beyond its own life and at most 100,000 messages a partition.
 */
final class Embedded
{
    private const PARTITIONS = 4;
    private const LINGER_US = 500_000;

    private readonly Table $address;
    /** Counts the clusters there were: the server replaces a process that dies, and the next has another address. */
    private readonly Atomic $epoch;

    public function __construct(private readonly string $topic)
    {
        $this->address = new Table(1);
        $this->address->column('brokers', Table::TYPE_STRING, 128);
        $this->address->create();
        $this->epoch = new Atomic(0);
    }

    public function attachTo(Server $server): void
    {
        $server->addProcess(new Process($this->serve(...), false, 0, true));
    }

    /** 0 until the first cluster is ready. */
    public function epoch(): int
    {
        return $this->epoch->get();
    }

    public function brokers(): string
    {
        return (string) $this->address->get('cluster', 'brokers');
    }

    /** Runs in the user process, in a coroutine, until the server ends it. */
    private function serve(): void
    {
        $cluster = new MockCluster(1);
        $cluster->createTopic($this->topic, self::PARTITIONS);
        $this->address->set('cluster', ['brokers' => $cluster->bootstrapServers()]);
        $this->epoch->add();
        Log::line("embedded Kafka at {$cluster->bootstrapServers()}, topic $this->topic. "
            . 'It keeps nothing: set KAFKA_BROKERS for a real one.');
        try {
            while (true) {
                Coroutine::sleep(3600);
            }
        } finally {
            // The workers have ended. Their last events stay readable for a moment: the brokers are other threads.
            usleep(self::LINGER_US);
        }
    }
}
