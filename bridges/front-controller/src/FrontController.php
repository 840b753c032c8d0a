<?php
declare(strict_types=1);

namespace Peregrine;

use InvalidArgumentException;
use Peregrine\FrontController\KeptKernel;
use Peregrine\FrontController\Path;
use Peregrine\FrontController\Script;
use Peregrine\FrontController\StaticFiles;
use Peregrine\Http\Request;
use Peregrine\Http\Response;

/**
 * Serves an application as php-fpm does: a request for a file under the document root gets the file, any other runs
 * `public/index.php`, from its first line to its last, with superglobals, headers, session and output of its own. The
 * server needs `request_state`; attach() sets it.
 */
final class FrontController
{
    private readonly Script $script;
    private readonly ?StaticFiles $files;
    private readonly ?\Closure $boot;

    /**
     * @param string $script the application's `public/index.php`
     * @param array{
     *     document_root?: string,
     *     static?: bool,
     *     symlinks?: bool,
     *     boot?: callable(): mixed,
     *     isolate?: list<string>,
     * } $options
     *     `document_root`: where the files are; default the script's directory.
     *     `static`: whether files are served (default true); false when a web server in front does.
     *     `symlinks`: whether links that lead out of the document root are followed (default false).
     *     `boot`: called once in each worker, before its first request; what it includes counts as included in every
     *     request. Needs attach().
     *     `isolate`: classes whose static properties each request has of its own.
     * @throws InvalidArgumentException for an unknown option, or a script or directory that is not there
     */
    public function __construct(string $script, array $options = [])
    {
        $known = ['document_root', 'static', 'symlinks', 'boot', 'isolate'];
        if ($unknown = array_diff(array_keys($options), $known)) {
            throw new InvalidArgumentException(sprintf('FrontController has no option %s; it has %s.', implode(', ', $unknown), implode(', ', $known)));
        }
        // Loaded now, and not by the first request, whose included files they would be the first of.
        array_map(class_exists(...), [Path::class, KeptKernel::class]);
        $root = $options['document_root'] ?? dirname($script);
        $this->script = new Script($script, $root);
        $this->files = $options['static'] ?? true ? new StaticFiles($root, $options['symlinks'] ?? false) : null;
        $this->boot = isset($options['boot']) ? $options['boot'](...) : null;
        if ($options['isolate'] ?? []) {
            Coroutine::isolate(classes: $options['isolate']);
        }
    }

    /**
     * Makes the server answer with this application: sets `request_state` and `on('request')`, and with the option `boot`
     * also `on('workerStart')`.
     */
    public function attach(Http\Server $server): void
    {
        $server->set(['request_state' => true]);
        if ($this->boot) {
            $server->on('workerStart', fn () => ($this->boot)());
        }
        $server->on('request', $this);
    }

    /** The `request` callback. */
    public function __invoke(Request $request, Response $response): void
    {
        $path = Path::normal($request->server['request_uri']);
        if ($this->files && $this->files->answer($path, $request->server['request_method'], $response)) {
            return;
        }
        $this->script->run($path);
    }
}
