<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

use LogicException;
use Peregrine\Coroutine;
use Peregrine\Coroutine\Channel;
use Symfony\Component\DependencyInjection\Container;
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
    /**
     * Services that set PHP's session up when they are made: its save handler and settings, which are a request's own here.
     * What Symfony 5.4 and later call them.
     */
    private const SESSION = ['session', '.container.private.session', '.session.deprecated', '.session.do-not-use', 'session.factory', 'session.storage', 'session.storage.factory', 'session.storage.native', 'session.storage.php_bridge', 'session.storage.factory.native', 'session.storage.factory.php_bridge'];

    /** @var array<string, list<self>> those that wait, by script; the last one back goes first */
    private static array $waiting = [];
    /** @var array<string, Channel> as many elements as further requests of the script may be under way */
    private static array $turns = [];

    /** What stands for the session of a request that is over. */
    private static ?\Closure $over = null;

    private readonly string $script;
    private readonly ?ErrorHandler $errors;
    private ?Changes $changes = null;
    private ?\Closure $forget = null;

    /**
     * @param int $left how many requests it answers, with the one for which its `index.php` is being run
     * @param int $most how many kernels of the script are kept, and used at a time
     */
    public function __construct(
        private readonly KernelInterface $kernel,
        private readonly Surroundings $before,
        private int $left,
        private readonly int $most,
    ) {
        $this->script = $_SERVER['SCRIPT_FILENAME'];
        $handler = set_error_handler(null);
        restore_error_handler();
        $this->errors = is_array($handler) && $handler[0] instanceof ErrorHandler ? $handler[0] : null;
        self::$turns[$this->script] ??= self::turns($most);
        self::$waiting[$this->script] ??= [];
    }

    private static function turns(int $count): Channel
    {
        $turns = new Channel($count);
        for ($i = 0; $i < $count; $i++) {
            $turns->push(true);
        }
        return $turns;
    }

    /** Takes one out of the list, when it is this request's turn; null: the script has to be run. */
    public static function next(string $script): ?self
    {
        $turns = self::$turns[$script] ?? null;
        if ($turns === null) {
            return null;
        }
        if ($turns->pop() === true) {
            Coroutine::defer(static fn () => $turns->push(true));
        }
        return array_pop(self::$waiting[$script]);
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
        if (Coroutine::isShared()) {
            // Coroutines of the request run on with this kernel: it is theirs.
            return;
        }
        self::end($request);
        if (--$this->left > 0 && count(self::$waiting[$this->script]) < $this->most) {
            $this->changes->keepStatics();
            $this->forgetSession($this->kernel->getContainer());
            self::forgetPorts($this->kernel->getContainer());
            self::$waiting[$this->script][] = $this;
        } else {
            $this->giveUp();
        }
    }

    /** Services refer to one another in circles: without this only PHP's cycle collector could free them. */
    private function giveUp(): void
    {
        $container = $this->kernel->getContainer();
        $this->kernel->shutdown();
        $container instanceof Container && $container->reset();
    }

    /**
     * A session that was not opened: what would open it holds the request, so that only PHP's cycle collector could free the
     * two, by a walk through every kernel; and the kernel's session is its next request's now.
     */
    private static function end(Request $request): void
    {
        if ($request->hasSession() && !$request->hasSession(true)) {
            self::$over ??= static fn () => throw new LogicException('The request is over: open its session before its response is sent.');
            $request->setSessionFactory(self::$over);
        }
    }

    private function forgetSession(object $container): void
    {
        $this->forget ??= \Closure::bind(static function (Container $container, array $ids): void {
            foreach ($ids as $id) {
                unset($container->services[$id], $container->privates[$id]);
            }
        }, null, Container::class);
        $container instanceof Container && ($this->forget)($container, self::SESSION);
    }

    /** The router keeps the port of a request for the URLs of its scheme: the next request may have the other one. */
    private static function forgetPorts(object $container): void
    {
        if (!$container instanceof Container || !$container->initialized('router') || !$container->hasParameter('request_listener.http_port')) {
            return;
        }
        $context = $container->get('router')->getContext();
        $context->setHttpPort((int) $container->getParameter('request_listener.http_port'));
        $context->setHttpsPort((int) $container->getParameter('request_listener.https_port'));
    }

    /** Registering sets what renders an exception; the kernel has put its own there. */
    private function register(ErrorHandler $handler): void
    {
        $renders = $handler->setExceptionHandler(null);
        ErrorHandler::register($handler);
        $handler->setExceptionHandler($renders);
    }
}
