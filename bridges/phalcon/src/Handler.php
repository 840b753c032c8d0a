<?php
declare(strict_types=1);

namespace Peregrine\Phalcon;

use Peregrine\Http\Request;
use Peregrine\Http\Response;
use Phalcon\Di\Di;
use Phalcon\Di\DiInterface;
use Phalcon\Support\Debug;

/**
 * What MvcHandler and MicroHandler share: an application for each request, its end, its failure. Runs in a worker, in the
 * coroutine of the request. Superglobals, header(), echo and sessions are the server's doing: `request_state` has to be on.
 */
abstract class Handler
{
    /** The container's services that hold the request and the response of the server. */
    public const REQUEST = 'peregrineRequest';
    public const RESPONSE = 'peregrineResponse';

    /** @var list<callable(DiInterface): void> */
    private array $resets = [];
    private bool $debug = false;
    private ?Guard $guard = null;

    public function __invoke(Request $request, Response $response): void
    {
        if (!isset($_SERVER['REQUEST_URI'])) {
            throw new \LogicException('Phalcon reads superglobals; start the server with set([\'request_state\' => true]).');
        }
        $this->guard?->arrive();
        $container = null;
        // Runs after everything the application registers, and also when the request ends by exit or a fatal error.
        register_shutdown_function(function () use (&$container): void {
            register_shutdown_function(function () use (&$container): void {
                $this->reset($container);
            });
        });
        try {
            $application = $this->application();
            $container = $application->getDI();
            Di::setDefault($container);
            $container->setShared(self::REQUEST, $request);
            $container->setShared(self::RESPONSE, $response);
            $this->handle($application, $_SERVER['REQUEST_URI']);
        } catch (\Throwable $e) {
            if (!$this->debug) {
                throw $e;
            }
            $this->explain($e);
        }
    }

    /** Answers an exception that the application did not catch with Phalcon's debug page, which shows source and settings. */
    public function debug(bool $on = true): static
    {
        $this->debug = $on;
        return $this;
    }

    /**
     * Calls $hook with the container of every request when that is over, whether it ended well or not.
     *
     * @param callable(DiInterface): void $hook
     */
    public function onReset(callable $hook): static
    {
        $this->resets[] = $hook;
        return $this;
    }

    /** Has $guard look after each request for what it left behind. */
    public function guard(Guard $guard): static
    {
        $this->guard = $guard;
        return $this;
    }

    /** The application that serves one request: an object with getDI(). */
    abstract protected function application(): object;

    /** Answers the request with $application. */
    abstract protected function handle(object $application, string $uri): void;

    private function explain(\Throwable $e): void
    {
        while (ob_get_level() > 0 && ob_end_clean());
        if (!headers_sent()) {
            http_response_code(500);
            header('Content-Type: text/html; charset=utf-8');
        }
        echo (new Debug())->renderHtml($e);
    }

    /** One hook that fails does not keep the others from running. */
    private function reset(?DiInterface $container): void
    {
        if ($container !== null) {
            foreach ($this->resets as $hook) {
                try {
                    $hook($container);
                } catch (\Throwable $e) {
                    error_log("A reset hook failed: $e");
                }
            }
        }
        $this->guard?->leave($container);
    }
}
