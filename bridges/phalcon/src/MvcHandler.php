<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Phalcon\Di\DiInterface;
use Phalcon\Http\ResponseInterface;
use Phalcon\Mvc\Application;

/**
 * Serves an MVC application: `$server->on('request', new MvcHandler(fn () => container()))`.
 */
final class MvcHandler extends Handler
{
    private readonly \Closure $source;

    /**
     * @param (callable(): (Application|DiInterface))|Application $application makes a container, or an application with one,
     *        for each request; or an application that was booted once, of which each request gets a copy (see Booted)
     * @param list<string> $perRequest with a booted application: the services of which each request gets its own
     */
    public function __construct(callable|Application $application, array $perRequest = Booted::PER_REQUEST)
    {
        $this->source = $application instanceof Application
            ? (new Booted($application, $perRequest))->copy(...)
            : \Closure::fromCallable($application);
    }

    protected function application(): Application
    {
        $made = ($this->source)();
        if ($made instanceof Application) {
            return $made;
        }
        return $made instanceof DiInterface ? new Application($made) : throw new \UnexpectedValueException(sprintf(
            'The factory of MvcHandler returned %s; it takes a Phalcon\Di\DiInterface or a Phalcon\Mvc\Application.',
            get_debug_type($made),
        ));
    }

    protected function handle(object $application, string $uri): void
    {
        $answer = $application->handle($uri);
        if ($answer instanceof ResponseInterface && !$answer->isSent()) {
            $answer->send();
        }
    }
}
