<?php
/**
 * The server `soak.php` asks: the ingest service's worker with an embedded Kafka, and beside it paths that throw, spawn,
 * wait for timers, buffer output and sleep. One worker: php -n -d extension=… bench/soak-server.php PORT.
 */
declare(strict_types=1);

require __DIR__ . '/../examples/ingest/src/autoload.php';

use Ingest\{Config, Counters, RulesStore, Worker};
use Ingest\Kafka\{Embedded, Link};
use Ingest\RulesSource\File;
use Peregrine\{Coroutine, Timer};
use Peregrine\Coroutine\Channel;
use Peregrine\Http\{Request, Response, Server};
use function Peregrine\go;

ini_set('memory_limit', '512M');

/** What each path does with a request. @return array<string, Closure(Request, Response): void> */
function paths(): array
{
    return [
        '/plain' => fn ($request, $response) => $response->end('plain'),
        '/pid' => fn ($request, $response) => $response->end((string) getmypid()),
        '/throw' => fn () => throw new RuntimeException('as asked'),
        '/go' => function ($request, $response): void {
            $channel = new Channel(1);
            foreach ([1, 2, 3] as $n) {
                go(function () use ($channel, $n): void {
                    $n === 2 && Coroutine::sleep(0.001);
                    $channel->push($n);
                });
            }
            $response->end((string) ($channel->pop() + $channel->pop() + $channel->pop()));
        },
        '/timer' => function ($request, $response): void {
            $tick = Timer::tick(1000, fn () => null);
            Timer::after(1, function () use ($response, $tick): void {
                Timer::clear($tick);
                $response->end('timer');
            });
        },
        '/buffer' => function ($request, $response): void {
            ob_start();
            echo str_repeat($request->get['text'] ?? 'x', 50);
            Coroutine::sleep(0.001);
            $response->end(ob_get_clean());
        },
        '/form' => fn ($request, $response) => $response->end(json_encode($request->post)),
        '/sleep' => function ($request, $response): void {
            Coroutine::sleep(0.02);
            $response->end('late');
        },
    ];
}

$config = Config::fromEnvironment(['PORT' => $argv[1], 'WORKERS' => '1']);
$rules = new RulesStore();
$rules->put((new File($config->rules))->fetch(''));
$counters = new Counters(1);
$embedded = new Embedded($config->topic);
$ingest = null;

$server = new Server($config->host, $config->port);
$server->set(['worker_num' => 1, 'log_file' => '/dev/null']);
$embedded->attachTo($server);
$server->on('workerStart', function () use (&$ingest, $config, $embedded, $counters, $rules): void {
    $ingest = new Worker(new Link(null, $config->topic, $embedded, $config->login), $counters, null, $rules);
    $ingest->start(0);
});
$server->on('workerStop', fn () => $ingest?->stop());
$paths = paths();
$server->on('request', function (Request $request, Response $response) use (&$ingest, $paths): void {
    $path = $paths[$request->server['path_info']] ?? null;
    $path ? $path($request, $response) : $ingest->handle($request, $response);
});
$server->start();
