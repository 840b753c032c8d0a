<?php
declare(strict_types=1);

namespace Ingest\Http;

use Peregrine\Http\{Request, Response};

/** Path and method to handler; 404 and 405 for the rest. */
final class Router
{
    private const READ = ['GET', 'HEAD'];
    private const PATHS = ['/events' => ['POST'], '/healthz' => self::READ, '/readyz' => self::READ, '/stats' => self::READ];

    public function __construct(private readonly EventsHandler $events, private readonly Status $status)
    {
    }

    public function handle(Request $request, Response $response): void
    {
        $path = explode('?', $request->server['request_uri'], 2)[0];
        $methods = self::PATHS[$path] ?? null;
        if ($methods === null) {
            $paths = implode(', ', array_keys(self::PATHS));
            Json::answer($response, 404, ['error' => "There is nothing at this path; there are $paths."]);
        } elseif (!in_array($request->getMethod(), $methods, true)) {
            $allow = implode(', ', $methods);
            Json::answer($response, 405, ['error' => "$path takes $allow."], ['Allow' => $allow]);
        } else {
            match ($path) {
                '/events' => $this->events->handle($request, $response),
                '/healthz' => $this->status->health($response),
                '/readyz' => $this->status->ready($response),
                '/stats' => $this->status->stats($response),
            };
        }
    }
}
