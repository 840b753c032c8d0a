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
        $server->on('start', $this->announce(...));
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

    private function announce(): void
    {
        $host = str_contains($this->config->host, ':') ? "[{$this->config->host}]" : $this->config->host;
        $url = "http://$host:{$this->config->port}";
        $kafka = $this->config->brokers ?? 'embedded';
        echo "Ingest on $url, workers {$this->config->workers}, rules {$this->source->name()}, Kafka $kafka, topic {$this->config->topic}\n";
        echo "Try:\n  ", $this->config->bundledRules ? self::example($url) : "curl -s $url/stats", "\n";
    }

    private static function example(string $url): string
    {
        $event = '{"id":"r-1","type":"sensor.reading","ts":"' . gmdate('Y-m-d\TH:i:s\Z') . '","payload":{"sensor":"roof-1","celsius":21.5}}';
        return "curl -i $url/events -H 'Content-Type: application/json' -d '$event'";
    }
}
