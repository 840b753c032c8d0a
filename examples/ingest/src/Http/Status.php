<?php
declare(strict_types=1);

namespace Ingest\Http;

use Ingest\{Counters, RulesStore};
use Ingest\Kafka\Link;
use Peregrine\Http\Response;

/** What operators ask: is the process alive, may it have traffic, what has it done. */
final class Status
{
    public function __construct(
        private readonly RulesStore $rules,
        private readonly Link $kafka,
        private readonly Counters $counters,
    ) {
    }

    /** GET /healthz: this process answers. */
    public function health(Response $response): void
    {
        Json::answer($response, 200, ['status' => 'ok']);
    }

    /** GET /readyz: 503 until there are rules and, when embedded, a cluster. Says nothing of remote brokers' health. */
    public function ready(Response $response): void
    {
        $rules = $this->rules->current();
        $ready = $rules !== null && $this->kafka->publisher() !== null;
        Json::answer($response, $ready ? 200 : 503, [
            'ready' => $ready,
            'kafka' => $this->kafka->kind(),
            'rules_version' => $rules?->version,
        ], $ready ? [] : ['Retry-After' => '1']);
    }

    /** GET /stats: sums over all workers since the server started, and each worker. */
    public function stats(Response $response): void
    {
        Json::answer($response, 200, [
            ...$this->counters->sums(),
            'rules_version' => $this->rules->current()?->version,
            'rules_age_s' => $this->rules->age(),
            'kafka' => $this->kafka->kind(),
            'kafka_brokers' => $this->kafka->publisher()?->brokers,
            'workers' => $this->counters->workers(),
        ]);
    }
}
