<?php
declare(strict_types=1);

namespace PhalconIngest\Controllers;

use Phalcon\Http\ResponseInterface;

/** What operators ask: is the process alive, may it have traffic, what has it done. */
final class StatusController extends JsonController
{
    /** GET /healthz: this process answers. */
    public function healthAction(): ResponseInterface
    {
        return $this->answer(200, ['status' => 'ok']);
    }

    /** GET /readyz: 503 until there are rules and, when embedded, a cluster. Says nothing of remote brokers' health. */
    public function readyAction(): ResponseInterface
    {
        $rules = $this->rules->current();
        $ready = $rules !== null && $this->kafka->publisher() !== null;
        $body = ['ready' => $ready, 'kafka' => $this->kafka->kind(), 'rules_version' => $rules?->version];
        return $this->answer($ready ? 200 : 503, $body, $ready ? [] : ['Retry-After' => '1']);
    }

    /** GET /stats: sums over all workers since the server started, and each worker. */
    public function statsAction(): ResponseInterface
    {
        return $this->answer(200, [
            ...$this->counters->sums(),
            'rules_version' => $this->rules->current()?->version,
            'rules_age_s' => $this->rules->age(),
            'kafka' => $this->kafka->kind(),
            'kafka_brokers' => $this->kafka->publisher()?->brokers,
            'workers' => $this->counters->workers(),
        ]);
    }
}
