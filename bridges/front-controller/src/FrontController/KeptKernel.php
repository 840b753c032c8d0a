<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

use Symfony\Component\ErrorHandler\ErrorHandler;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpKernel\KernelInterface;
use Symfony\Component\HttpKernel\TerminableInterface;

/**
 * A kernel that answers requests, one after another. It waits in a list of its script's until FrontController has a request for
 * it; one whose request ended in any other way than by its own end is not kept.
 *
 * @internal
 */
final class KeptKernel
{
    /** @var array<string, list<self>> those that wait, by script; the last one back goes first */
    private static array $waiting = [];

    private readonly string $script;
    private readonly ?ErrorHandler $errors;
    private ?Changes $changes = null;

    /** @param int $left how many requests it answers, with the one for which its `index.php` is being run */
    public function __construct(
        private readonly KernelInterface $kernel,
        private readonly Surroundings $before,
        private int $left,
    ) {
        $this->script = $_SERVER['SCRIPT_FILENAME'];
        $handler = set_error_handler(null);
        restore_error_handler();
        $this->errors = is_array($handler) && $handler[0] instanceof ErrorHandler ? $handler[0] : null;
    }

    /** Takes one out of the list; null: the script has to be run. */
    public static function next(string $script): ?self
    {
        return empty(self::$waiting[$script]) ? null : array_pop(self::$waiting[$script]);
    }

    /** The request for which `index.php` is being run. */
    public function run(): int
    {
        $this->kernel->boot();
        $this->changes = $this->before->changes();
        $this->answer(Request::createFromGlobals());
        return 0;
    }

    /** A further one, the state of which is fresh. */
    public function serve(): void
    {
        $this->changes->apply();
        if ($this->errors) {
            $this->register($this->errors);
        }
        $this->answer(Request::createFromGlobals());
    }

    private function answer(Request $request): void
    {
        $response = $this->kernel->handle($request);
        $response->send();
        if ($this->kernel instanceof TerminableInterface) {
            $this->kernel->terminate($request, $response);
        }
        if (--$this->left > 0) {
            $this->changes->keepStatics();
            self::$waiting[$this->script][] = $this;
        }
    }

    /** Registering sets what renders an exception; the kernel has put its own there. */
    private function register(ErrorHandler $handler): void
    {
        $renders = $handler->setExceptionHandler(null);
        ErrorHandler::register($handler);
        $handler->setExceptionHandler($renders);
    }
}
