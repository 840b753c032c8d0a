<?php
declare(strict_types=1);

namespace Peregrine\FrontController;

use Symfony\Component\HttpKernel\KernelInterface;
use Symfony\Component\Runtime\RunnerInterface;
use Symfony\Component\Runtime\SymfonyRuntime as Runtime;

/**
 * Symfony's runtime for an application that FrontController serves: kernels stay booted between requests. Chosen as any runtime
 * is, `APP_RUNTIME=Peregrine\FrontController\SymfonyRuntime` in the environment or `extra.runtime.class` in composer.json.
 *
 * `index.php` is run to get a kernel; that kernel, when its request is over, answers further ones without it, one at a time,
 * each in a request state of its own. Before each the application's services are reset, as Symfony does it in every process
 * that serves more than one request. Concurrent requests have different kernels.
 *
 * Options beside Symfony's own (`APP_RUNTIME_OPTIONS`): `kernel_requests`, how many requests a kernel answers before it is given
 * up (default 500; 1: none is kept).
 */
class SymfonyRuntime extends Runtime
{
    private readonly int $requests;
    private readonly Surroundings $before;

    public function __construct(array $options = [])
    {
        $this->requests = $options['kernel_requests'] ?? 500;
        unset($options['kernel_requests']);
        $this->before = Surroundings::now();
        parent::__construct($options);
    }

    /** In debug mode a kernel looks for changed files when it boots: there each request has a kernel of its own. */
    public function getRunner(?object $application): RunnerInterface
    {
        if ($application instanceof KernelInterface && !$application->isDebug() && $this->requests > 1) {
            $application = (new KeptKernel($application, $this->before, $this->requests))->run(...);
        }
        return parent::getRunner($application);
    }
}
