<?php
declare(strict_types=1);

namespace PhalconIngest;

use Ingest\{Announcement, Config, Counters, Log, RulesRefresher, RulesStore};
use Ingest\Kafka\{Embedded, Link};
use Ingest\Rules\BadRules;
use Ingest\RulesSource\{File, Source, Sources};
use Peregrine\Coroutine;
use Peregrine\Http\Server;
use Peregrine\Phalcon\MvcHandler;

/** The server around the application: shared memory in the master; Kafka and the handler in each worker. */
final class Service
{
    /** The longest body; with 1,000 events to an array that is 2 KiB each. */
    private const MAX_BODY_BYTES = 2 << 20;
    /** Seconds a stopping worker may take: what is under way waits for Kafka up to 5. */
    private const MAX_WAIT_SECONDS = 15;
    /** Seconds to wait for the embedded cluster. */
    private const KAFKA_SECONDS = 10;

    private readonly RulesStore $rules;
    private readonly Counters $counters;
    private readonly Source $source;
    private readonly ?Embedded $embedded;
    private ?Link $kafka = null;
    private ?RulesRefresher $refresher = null;
    private ?MvcHandler $handler = null;

    public function __construct(private readonly Config $config)
    {
        $this->rules = new RulesStore();
        $this->counters = new Counters($config->workers);
        $this->source = Sources::of($config);
        $this->embedded = $config->brokers === null ? new Embedded($config->topic) : null;
    }

    /**
     * Serves until SIGTERM or SIGINT.
     * @throws \RuntimeException|BadRules when a rules file cannot be used to begin with
     */
    public function run(): void
    {
        if ($this->source instanceof File) {
            $this->rules->put($this->source->fetch('')); // a URL is the workers' business: the master has no coroutines
        }
        $family = str_contains($this->config->host, ':') ? \Peregrine\SOCK_TCP6 : \Peregrine\SOCK_TCP;
        $server = new Server($this->config->host, $this->config->port, \Peregrine\BASE, $family);
        $server->set([
            'worker_num' => $this->config->workers,
            'package_max_length' => self::MAX_BODY_BYTES,
            'max_wait_time' => self::MAX_WAIT_SECONDS,
            'request_state' => true,
        ]);
        $this->embedded?->attachTo($server);
        $server->on('start', function (): void {
            echo Announcement::of('Ingest with Phalcon', $this->config, $this->source);
        });
        $server->on('workerStart', $this->startWorker(...));
        $server->on('workerExit', fn () => $this->refresher?->stop());
        $server->on('workerStop', $this->stopWorker(...));
        $server->on('request', fn ($request, $response) => ($this->handler)($request, $response));
        $server->start();
    }

    /** The worker takes requests when this returns: when there is something to send events to. */
    private function startWorker(Server $server, int $slot): void
    {
        $this->counters->begin($slot);
        $this->kafka = new Link($this->config->brokers, $this->config->topic, $this->embedded, $this->config->login);
        $this->handler = new MvcHandler(new Container($this->rules, $this->kafka, $this->counters));
        $period = Sources::start($this->source, $this->config);
        if ($slot === 0) {
            $this->refresher = new RulesRefresher($this->source, $this->rules, $period);
            Coroutine::create($this->refresher->start(...));
        }
        $deadline = microtime(true) + self::KAFKA_SECONDS;
        while ($this->kafka->publisher() === null) {
            if (microtime(true) > $deadline) {
                Log::line('the embedded Kafka is not ready; events get 503 until it is.');
                break;
            }
            Coroutine::sleep(0.02);
        }
    }

    /** After the last answer. */
    private function stopWorker(): void
    {
        $this->refresher?->stop();
        $this->kafka?->close();
    }
}
