<?php
declare(strict_types=1);

namespace Ingest;

use Ingest\Kafka\{Embedded, Link};
use Ingest\RulesSource\{File, Source, Sources};
use Peregrine\Http\{Request, Response, Server};

/** Puts the parts together: shared memory in the master, a `Worker` in each worker process. */
final class Service
{
    /** The longest body; with 1,000 events to an array that is 2 KiB each. */
    private const MAX_BODY_BYTES = 2 << 20;
    /** Seconds a stopping worker may take: what is under way waits for Kafka up to 5. */
    private const MAX_WAIT_SECONDS = 15;

    private readonly RulesStore $rules;
    private readonly Counters $counters;
    private readonly Source $source;
    private readonly ?Embedded $embedded;
    private ?Worker $worker = null;

    public function __construct(private readonly Config $config)
    {
        $this->rules = new RulesStore();
        $this->counters = new Counters($config->workers);
        $this->source = Sources::of($config);
        $this->embedded = $config->brokers === null ? new Embedded($config->topic) : null;
    }

    /**
     * Serves until SIGTERM or SIGINT.
     * @throws \RuntimeException|Rules\BadRules when a rules file cannot be used to begin with
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
        ]);
        $this->embedded?->attachTo($server);
        $server->on('start', function (): void {
            echo Announcement::of('Ingest', $this->config, $this->source);
        });
        $server->on('workerStart', $this->startWorker(...));
        $server->on('workerExit', fn () => $this->worker?->drain());
        $server->on('workerStop', fn () => $this->worker?->stop());
        $server->on('request', fn (Request $request, Response $response) => $this->worker->handle($request, $response));
        $server->start();
    }

    private function startWorker(Server $server, int $slot): void
    {
        $period = Sources::start($this->source, $this->config);
        $refresher = $slot === 0 ? new RulesRefresher($this->source, $this->rules, $period) : null;
        $link = new Link($this->config->brokers, $this->config->topic, $this->embedded, $this->config->login);
        $this->worker = new Worker($link, $this->counters, $refresher, $this->rules);
        $this->worker->start($slot);
    }
}
