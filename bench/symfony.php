<?php
/**
 * A page of a stock Symfony application: Peregrine with one worker beside php-fpm with 8 children behind nginx, once with
 * a wait of 20 ms in it and once without. Same sources, same php.ini, opcache on; all that serves on one core, wrk on the
 * other, rounds in alternation. Peregrine twice: with APP_RUNTIME=Peregrine\FrontController\SymfonyRuntime, so that kernels
 * stay booted, which the targets are for; and without, with a kernel booted in each request as under php-fpm. ROUNDS (3),
 * SECONDS of a round (4), CONNECTIONS (256), JIT (disable).
 */
declare(strict_types=1);

namespace Peregrine\Frameworks;

require __DIR__ . '/figures.php';
require __DIR__ . '/../tests/frameworks/compare/Deployment.php';

$source = realpath(__DIR__ . '/../tests/frameworks/symfony');
foreach (['/usr/sbin/php-fpm8.2' => 'php8.2-fpm', '/usr/sbin/nginx' => 'nginx-light', '/usr/share/php/Symfony/Bundle/FrameworkBundle/autoload.php' => 'php-symfony-framework-bundle'] as $file => $package) {
    is_file($file) || \refuse("$file is missing: scripts/setup test installs $package");
}
const FPM = 'php-fpm, 8 children', KEPT = 'Peregrine, kernels kept', BOOTED = 'Peregrine, each booted';
$rounds = (int) (getenv('ROUNDS') ?: 3);
$seconds = (int) (getenv('SECONDS') ?: 4);
$connections = (int) (getenv('CONNECTIONS') ?: 256);

$application = Deployment::of($source);
$scratch = dirname($application);
$settings = settings($scratch);
$servers = [
    FPM => fpm($application, $scratch, $settings),
    KEPT => peregrine($application, $settings + ['APP_RUNTIME' => 'Peregrine\FrontController\SymfonyRuntime']),
    BOOTED => peregrine($application, $settings),
];
$targets = [20 => 10.0, 0 => 2.0];
\title('requests/s');
foreach ($targets as $wait => $target) {
    array_map(fn (\ServerProcess $server) => load($server, 2, $connections, $wait), $servers);
    $rates = $ratios = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($round % 2 ? array_reverse($servers) : $servers as $name => $server) {
            $rates[$name][$round] = load($server, $seconds, $connections, $wait);
        }
        foreach ([KEPT, BOOTED] as $name) {
            $ratios[$name][] = $rates[$name][$round] / $rates[FPM][$round];
        }
    }
    \line('', $wait > 0 ? "waits $wait ms" : 'no wait');
    foreach ($rates as $name => $values) {
        \line($name, sprintf('%.0f', \median($values)), \spread($values, '%.0f'));
    }
    foreach ($ratios as $name => $values) {
        $verdict = sprintf('≥ %g %s', $target, \median($values) >= $target ? '✓' : '✗');
        \line("$name / php-fpm", sprintf('%.1f', \median($values)), \spread($values, '%.1f'), $name === KEPT ? $verdict : '');
    }
}
foreach ([KEPT, BOOTED] as $name) {
    preg_match('~^VmRSS:\s+(\d+)~m', (string) file_get_contents("/proc/{$servers[$name]->worker()}/status"), $resident);
    printf("%s: the worker has %d MiB\n", $name, $resident[1] / 1024);
}
printf("%d rounds of %d s each, wrk -t1 -c%d\n", $rounds, $seconds, $connections);

/** php.ini for both: Debian's extensions but Xdebug, with opcache as a production server has it. @return array<string, string> environment */
function settings(string $scratch): array
{
    mkdir("$scratch/conf.d");
    foreach (glob(PHP_CONFIG_FILE_SCAN_DIR . '/*.ini') as $file) {
        str_contains($file, 'xdebug') || copy($file, "$scratch/conf.d/" . basename($file));
    }
    $jit = getenv('JIT') ?: 'disable';
    file_put_contents("$scratch/conf.d/99-bench.ini", "opcache.enable=1\nopcache.enable_cli=1\nopcache.validate_timestamps=0\nopcache.max_accelerated_files=20000\nopcache.memory_consumption=128\nopcache.jit=$jit\nopcache.jit_buffer_size=32M\nrealpath_cache_ttl=600\n");
    return ['PHP_INI_SCAN_DIR' => "$scratch/conf.d", 'PATH' => getenv('PATH')];
}

function peregrine(string $application, array $settings): \ServerProcess
{
    $server = realpath(__DIR__ . '/../tests/frameworks/serve.php');
    return new \ServerProcess(pinned($settings, [PHP_BINARY, '-d', 'extension=' . getenv('PEREGRINE_MODULE'), $server, '--workers=1', $application]), \free_port());
}

/** nginx with php-fpm behind it, both in the foreground of one shell. */
function fpm(string $application, string $scratch, array $settings): \ServerProcess
{
    $port = \free_port();
    file_put_contents("$scratch/fpm.conf", <<<CONF
        [global]
        error_log = $scratch/fpm.log
        daemonize = no
        [www]
        listen = $scratch/fpm.sock
        pm = static
        pm.max_children = 8
        clear_env = no
        CONF);
    file_put_contents("$scratch/nginx.conf", <<<CONF
        daemon off;
        user root;
        worker_processes 1;
        pid $scratch/nginx.pid;
        error_log $scratch/nginx.log;
        events { worker_connections 2048; }
        http {
            access_log off;
            client_body_temp_path $scratch/body;
            fastcgi_temp_path $scratch/fastcgi;
            proxy_temp_path $scratch/proxy;
            uwsgi_temp_path $scratch/uwsgi;
            scgi_temp_path $scratch/scgi;
            keepalive_requests 1000000;
            server {
                listen 127.0.0.1:$port backlog=1024;
                root $application/public;
                location / { try_files \$uri /index.php\$is_args\$args; }
                location ~ ^/index\\.php(/|\$) {
                    include /etc/nginx/fastcgi_params;
                    fastcgi_param SCRIPT_FILENAME \$document_root/index.php;
                    fastcgi_pass unix:$scratch/fpm.sock;
                    fastcgi_buffers 16 16k;
                }
            }
        }
        CONF);
    // The shell ends both when it is ended itself.
    $both = "trap 'kill \$fpm \$nginx; wait' TERM; php-fpm8.2 -R -F -y $scratch/fpm.conf & fpm=\$!; while [ ! -S $scratch/fpm.sock ]; do sleep 0.05; done; nginx -c $scratch/nginx.conf & nginx=\$!; wait";
    return new \ServerProcess(pinned(['PATH' => getenv('PATH') . ':/usr/sbin'] + $settings, ['sh', '-c', $both, 'sh']), $port);
}

/** @param list<string> $command @return list<string> on the first core */
function pinned(array $environment, array $command): array
{
    $set = array_map(fn ($name, $value) => "$name=$value", array_keys($environment), $environment);
    return ['taskset', '-c', '0', 'env', ...$set, ...$command];
}

/** Requests per second, all of them answered with the page. */
function load(\ServerProcess $server, int $seconds, int $connections, int $wait): float
{
    $said = (string) shell_exec("taskset -c 1 wrk -t1 -c$connections -d{$seconds}s --timeout 10s http://127.0.0.1:$server->port/bench/$wait 2>&1");
    !preg_match('/Non-2xx|Socket errors/', $said) || \refuse("wrk saw errors:\n$said");
    preg_match('/Requests\/sec:\s+([\d.]+)/', $said, $match) && (float) $match[1] > 0 || \refuse("wrk failed:\n$said");
    return (float) $match[1];
}
