<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Phalcon\Mvc\Micro;

/**
 * Serves a Micro application: `$server->on('request', new MicroHandler(fn () => micro()))`.
 *
 * The closures of a booted application say `$this`, which Phalcon binds to the request's copy; `use ($app)` is the booted one.
 */
final class MicroHandler extends Handler
{
    private readonly \Closure $source;

    /**
     * @param (callable(): Micro)|Micro $application makes an application for each request, or one that was booted once, of
     *        which each request gets a copy (see Booted)
     * @param list<string> $perRequest with a booted application: the services of which each request gets its own
     */
    public function __construct(callable|Micro $application, array $perRequest = Booted::PER_REQUEST)
    {
        $this->source = $application instanceof Micro
            ? (new Booted($application, $perRequest))->copy(...)
            : \Closure::fromCallable($application);
    }

    protected function application(): Micro
    {
        $made = ($this->source)();
        return $made instanceof Micro ? $made : throw new \UnexpectedValueException(sprintf(
            'The factory of MicroHandler returned %s; it takes a Phalcon\Mvc\Micro.',
            get_debug_type($made),
        ));
    }

    protected function handle(object $application, string $uri): void
    {
        $application->handle($uri); // sends what its handler returned
    }
}
