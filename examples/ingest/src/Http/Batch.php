<?php
declare(strict_types=1);

namespace Ingest\Http;

/**
 * The events of one request body: each decoded, and each as the JSON text it arrived in. Pure: knows JSON, not the
 * rules and not Kafka.
 */
final class Batch
{
    /** Events one array may hold. */
    public const MAX_EVENTS = 1000;
    /** Arrays and objects inside each other, in the whole body (json_decode counts the scalar inside as one more). */
    public const MAX_DEPTH = 511;

    /**
     * @param list<mixed> $events decoded, objects as stdClass so that `{}` is not `[]`
     * @param list<string> $texts the same events byte for byte as received
     */
    private function __construct(public readonly array $events, public readonly array $texts)
    {
    }

    /** @throws Refused 400 when it is not JSON, 413 above MAX_EVENTS, 422 for `[]` */
    public static function parse(string $body): self
    {
        $decoded = self::decode($body);
        if (!is_array($decoded)) {
            return new self([$decoded], [$body]);
        }
        $count = count($decoded);
        if ($count > self::MAX_EVENTS) {
            throw Refused::because(
                413,
                sprintf('The array holds %d events; send up to %d at a time.', $count, self::MAX_EVENTS),
                events: $count,
            );
        }
        if ($count === 0) {
            $message = sprintf('must hold 1 to %d events', self::MAX_EVENTS);
            throw Refused::invalid([['index' => 0, 'path' => '', 'rule' => 'length', 'message' => $message]], 1);
        }
        return new self($decoded, ArrayElements::texts($body));
    }

    private static function decode(string $body): mixed
    {
        try {
            return self::decodeObjects($body);
        } catch (\JsonException $e) {
            if ($e->getCode() !== JSON_ERROR_INVALID_PROPERTY_NAME) {
                throw Refused::because(400, 'The body is not valid JSON: ' . self::explain($e) . '.');
            }
        }
        return self::decodeObjects(self::renameNulKeys($body));
    }

    private static function decodeObjects(string $body): mixed
    {
        return json_decode($body, false, self::MAX_DEPTH + 1, JSON_THROW_ON_ERROR);
    }

    private static function explain(\JsonException $e): string
    {
        return match ($e->getCode()) {
            JSON_ERROR_DEPTH => sprintf('it nests deeper than %d levels', self::MAX_DEPTH),
            JSON_ERROR_UTF8 => 'it is not UTF-8',
            JSON_ERROR_UTF16 => 'a \u escape is half of a surrogate pair',
            default => lcfirst($e->getMessage()),
        };
    }

    /**
     * A PHP object cannot have a property whose name begins with NUL, but JSON can (`{"\u0000a":1}`). No rule can
     * name such a field (`Document` refuses it), so for validation any other name will do; the text stays as it is.
     */
    private static function renameNulKeys(string $body): string
    {
        return preg_replace_callback(
            '~"(?:[^"\\\\]++|\\\\.)*+"(\s*+:)?~s',
            static fn (array $m): string => isset($m[1]) && str_starts_with($m[0], '"\u0000')
                ? '"\uFFFF' . substr($m[0], 1)
                : $m[0],
            $body,
        ) ?? throw Refused::because(400, 'A field name begins with \u0000.');
    }
}
