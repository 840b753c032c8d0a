<?php
// One application under tests/frameworks: its requests and how both servers are started for it.
declare(strict_types=1);

namespace Peregrine\Frameworks;

final class Application
{
    /** @var list<array> */
    public readonly array $requests;
    /** @var list<string> */
    public readonly array $masks;
    /** @var array<string, string> ini settings of both servers */
    public array $settings;
    /** @var list<string> NAME=VALUE of Peregrine's environment alone */
    public array $environment = [];
    /** Why it cannot run here; '' when it can. */
    public readonly string $refusal;
    public readonly string $name;
    private readonly ?\Closure $prepare;

    private function __construct(public readonly string $directory, array $given, string $only)
    {
        $unknown = array_diff_key($given, array_flip(['requests', 'mask', 'ini', 'prepare', 'refusal']));
        if ($unknown) {
            throw new \InvalidArgumentException("$directory/requests.php has unknown keys: " . implode(', ', array_keys($unknown)));
        }
        $this->name = basename($directory);
        $this->masks = $given['mask'] ?? [];
        // A CLI process has neither HTML errors nor a buffer, php -S may: the comparison is not about that, nor about Xdebug's own.
        $this->settings = ($given['ini'] ?? []) + ['html_errors' => '0', 'output_buffering' => '0', 'display_errors' => '1', 'log_errors' => '0', 'error_reporting' => '-1', 'xdebug.mode' => 'off'];
        $this->refusal = $given['refusal'] ?? '';
        $this->prepare = isset($given['prepare']) ? $given['prepare'](...) : null;
        $this->requests = array_values(array_filter($given['requests'] ?? [], fn ($r) => str_contains(self::title($r), $only)));
    }

    /** Reads the application's requests.php; `$only` picks those whose title contains it. */
    public static function load(string $directory, string $only): self
    {
        $given = require "$directory/requests.php";
        return new self($directory, array_is_list($given) ? ['requests' => $given] : $given, $only);
    }

    public static function title(array $request): string
    {
        return $request['name'] ?? ($request['method'] ?? 'GET') . ' ' . $request['path'];
    }

    /** The command of `php -S`. */
    public function reference(): string
    {
        return implode(' ', [PHP_BINARY, $this->ini(), '-S 127.0.0.1:{port} -t {app}/public', escapeshellarg(dirname(__DIR__) . '/router.php')]);
    }

    /** The command of Peregrine: the application's own serve.php, or the one that serves any public/index.php. */
    public function subject(string $module): string
    {
        $own = "$this->directory/serve.php";
        $server = is_file($own) ? $own : dirname(__DIR__) . '/serve.php';
        $environment = implode(' ', array_map(escapeshellarg(...), ['env', ...$this->environment]));
        return implode(' ', [$environment, PHP_BINARY, $this->ini(), '-d extension=' . escapeshellarg($module), escapeshellarg($server), '{app} {port}']);
    }

    /** Starts what `$command` says on `$port`; 0: on one that is free. */
    public function start(string $command, int $port): Site
    {
        $this->prepare();
        $port = $port ?: \free_port();
        $command = strtr($command, ['{app}' => escapeshellarg($this->directory), '{port}' => (string) $port]);
        return new Site($command, $port, sys_get_temp_dir() . '/peregrine-' . $this->name . '-' . getmypid() . "-$port.log");
    }

    /** Puts back what requests change (files, a database), so that each run finds the same. */
    public function prepare(): void
    {
        if ($this->prepare) {
            ($this->prepare)();
        }
    }

    private function ini(): string
    {
        return implode(' ', array_map(fn ($name, $value) => '-d ' . escapeshellarg("$name=$value"), array_keys($this->settings), $this->settings));
    }
}
