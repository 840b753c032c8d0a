<?php
declare(strict_types=1);

namespace Ingest;

use Ingest\Http\{EventsHandler, Router, Status};
use Ingest\Kafka\Link;
use Peregrine\Coroutine;
use Peregrine\Http\{Request, Response};

/** What one worker process holds between its start and its end. */
final class Worker
{
    private readonly Router $router;
    private bool $draining = false;

    /** @param ?RulesRefresher $refresher in the one worker that looks after the rules */
    public function __construct(
        private readonly Link $kafka,
        private readonly Counters $counters,
        private readonly ?RulesRefresher $refresher,
        RulesStore $rules,
    ) {
        $this->router = new Router(new EventsHandler($rules, $kafka, $counters), new Status($rules, $kafka, $counters));
    }

    /** Returns when there is something to send events to; an embedded cluster takes a moment. */
    public function start(int $slot): void
    {
        $this->counters->begin($slot);
        $this->refresher?->start();
        while ($this->kafka->publisher() === null && !$this->draining) {
            Coroutine::sleep(0.02);
        }
    }

    public function handle(Request $request, Response $response): void
    {
        $this->counters->add('requests');
        $this->router->handle($request, $response);
    }

    /** Nothing new is coming and nothing may keep the event loop alive. */
    public function drain(): void
    {
        $this->draining = true;
        $this->refresher?->stop();
    }

    /** After the last answer. */
    public function stop(): void
    {
        $this->drain();
        $this->kafka->close();
    }
}
