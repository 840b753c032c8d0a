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
    /** Seconds to wait for the embedded cluster. */
    private const KAFKA_SECONDS = 10;

    private readonly Router $router;

    /** @param ?RulesRefresher $refresher in the one worker that looks after the rules */
    public function __construct(
        private readonly Link $kafka,
        private readonly Counters $counters,
        private readonly ?RulesRefresher $refresher,
        RulesStore $rules,
    ) {
        $this->router = new Router(new EventsHandler($rules, $kafka, $counters), new Status($rules, $kafka, $counters));
    }

    /**
     * The worker takes requests when this returns: when there is something to send events to, since an embedded cluster
     * takes a moment. It does not wait for rules from elsewhere; until they are here, events get 503.
     */
    public function start(int $slot): void
    {
        $this->counters->begin($slot);
        if ($this->refresher !== null) {
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

    public function handle(Request $request, Response $response): void
    {
        $this->counters->add('requests');
        $this->router->handle($request, $response);
    }

    /** Nothing new is coming and nothing may keep the event loop alive. */
    public function drain(): void
    {
        $this->refresher?->stop();
    }

    /** After the last answer. */
    public function stop(): void
    {
        $this->drain();
        $this->kafka->close();
    }
}
