<?php
declare(strict_types=1);

namespace Ingest\Http;

use Peregrine\Http\Response;

/** Writes JSON answers. */
final class Json
{
    /**
     * @param array<string, mixed> $body
     * @param array<string, string> $headers
     */
    public static function answer(Response $response, int $status, array $body, array $headers = []): void
    {
        $response->status($status);
        $response->header('Content-Type', 'application/json');
        foreach ($headers as $name => $value) {
            $response->header($name, $value);
        }
        // A rule's own text may be quoted in a message; whatever it holds, there is an answer.
        $response->end(json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE));
    }
}
