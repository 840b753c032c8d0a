<?php
declare(strict_types=1);

namespace Ingest;

use Ingest\Rules\BadRules;
use Ingest\RulesSource\{Source, Unavailable};
use Peregrine\Timer;

/**
 * Looks at the rules' source now and then, in one worker. Whatever goes wrong is logged and the old rules stay; after
 * a failure the next look comes sooner than the period.
 */
final class RulesRefresher
{
    private const RETRY_SECONDS = 30;
    private const RETRY_SECONDS_WITHOUT_RULES = 1;

    private ?int $timer = null;
    private bool $stopped = false;

    public function __construct(
        private readonly Source $source,
        private readonly RulesStore $store,
        private readonly int $period,
    ) {
    }

    /** Looks once and sets the timer for the next look. */
    public function start(): void
    {
        $seconds = $this->look() ? $this->period : min($this->period, $this->retrySeconds());
        if (!$this->stopped) {
            $this->timer = Timer::after($seconds * 1000, $this->start(...));
        }
    }

    public function stop(): void
    {
        $this->stopped = true;
        if ($this->timer !== null) {
            Timer::clear($this->timer);
            $this->timer = null;
        }
    }

    /** @return bool whether the source gave a good document or said that the old one stands */
    public function look(): bool
    {
        try {
            $document = $this->source->fetch($this->store->tag());
            if ($document === null) {
                $this->store->confirm();
            } elseif ($this->store->put($document)) {
                Log::line("rules {$this->store->current()->version} from {$this->source->name()}");
            }
            return true;
        } catch (Unavailable | BadRules $e) {
            $kept = $this->store->current();
            $instead = $kept === null ? 'There are no rules yet' : "Rules $kept->version stay";
            $why = rtrim($e->getMessage(), '.');
            Log::line("rules not refreshed from {$this->source->name()}: $why. $instead.");
            return false;
        }
    }

    private function retrySeconds(): int
    {
        return $this->store->current() === null ? self::RETRY_SECONDS_WITHOUT_RULES : self::RETRY_SECONDS;
    }
}
