<?php
declare(strict_types=1);

namespace PhalconIngest\Controllers;

use Ingest\Http\{Batch, Refused};
use Ingest\Kafka\{Outcome, Publisher};
use Ingest\Rules\Rules;
use Phalcon\Http\ResponseInterface;
use PhalconIngest\Validation\EventsValidation;

/**
 * POST /events: parse, check all, send all, and only then answer 202. Until the first event is sent nothing has
 * happened, so every 4xx means that none of the body's events is on the topic.
 */
final class EventsController extends JsonController
{
    public function createAction(): ResponseInterface
    {
        try {
            $this->mediaType();
            $accepted = $this->take($this->request->getRawBody());
            $this->counters->add('accepted', $accepted);
            return $this->answer(202, ['accepted' => $accepted]);
        } catch (Refused $refused) {
            if ($refused->status < 500) {
                $this->counters->add('rejected', $refused->events);
            }
            return $this->answer($refused->status, $refused->body, $refused->headers);
        }
    }

    /** @return int how many events Kafka acknowledged: all of them */
    private function take(string $body): int
    {
        $rules = $this->rules->current() ?? throw self::notReady('There are no rules yet.');
        $publisher = $this->kafka->publisher() ?? throw self::notReady('Kafka is not ready yet.');
        [$keys, $texts] = self::checked($body, $rules);
        $outcome = $publisher->publish($keys, $texts);
        $this->counters->add('delivered', $outcome->delivered);
        $this->counters->add('failed', $outcome->failed);
        if ($outcome->failed > 0) {
            throw self::unavailable($outcome);
        }
        return count($texts);
    }

    /**
     * What is to be sent; the decoded events, many times their text in size, are gone when this returns.
     *
     * @return array{list<string>, list<string>} keys and texts
     */
    private static function checked(string $body, Rules $rules): array
    {
        $batch = Batch::parse($body);
        $errors = EventsValidation::of($rules)->errors($batch->events);
        if ($errors !== []) {
            throw Refused::invalid($errors, count($batch->texts));
        }
        foreach ($batch->texts as $i => $text) {
            if (strlen($text) > Publisher::MAX_EVENT_BYTES) {
                $sentence = sprintf('Event %d has %d bytes; one may have %d.', $i, strlen($text), Publisher::MAX_EVENT_BYTES);
                throw Refused::because(413, $sentence, events: count($batch->texts));
            }
        }
        return [array_column($batch->events, 'id'), $batch->texts];
    }

    /** application/json or any +json (RFC 6839), unencoded; JSON is UTF-8 whatever a charset parameter says. */
    private function mediaType(): void
    {
        $type = strtolower(trim(explode(';', $this->request->getContentType() ?? '', 2)[0]));
        if ($type !== 'application/json' && preg_match('~^[!#$%&\'*+.^_`|\~a-z0-9-]+/[!#$%&\'*+.^_`|\~a-z0-9-]+\+json$~D', $type) !== 1) {
            throw Refused::because(415, 'Send events with Content-Type: application/json.');
        }
        if (!in_array(strtolower($this->request->getHeader('Content-Encoding')), ['', 'identity'], true)) {
            throw Refused::because(415, 'Send the body without Content-Encoding.', ['Accept-Encoding' => 'identity']);
        }
    }

    private static function notReady(string $sentence): Refused
    {
        return Refused::because(503, $sentence, ['Retry-After' => '1']);
    }

    private static function unavailable(Outcome $outcome): Refused
    {
        return new Refused(503, [
            'error' => "Kafka did not take every event: $outcome->reason. Some may have been taken; send all again.",
            'delivered' => $outcome->delivered,
            'failed' => $outcome->failed,
        ], ['Retry-After' => '5']);
    }
}
