<?php
/** Paths, methods, statuses and bodies with the bundled rules. */
declare(strict_types=1);

return static function (string $extension): void {
    $service = (new Running($extension))->awaitReady();
    $event = static fn (string $id, string $celsius = '21.50'): string =>
        '{"id":"' . $id . '","type":"sensor.reading","ts":"2026-11-02T10:11:12Z","payload":{"sensor":"roof-1","celsius":' . $celsius . '}}';
    $json = ['Content-Type' => 'application/json'];

    same('healthz', 200, $service->status('/healthz'));
    same('readyz says embedded', 'embedded', $service->json('/readyz')['kafka']);
    $head = $service->ask('HEAD', '/healthz');
    same('HEAD', [200, ''], [$head['status'], $head['body']]);
    same('404', 404, $service->status('/'));
    same('404 below a path', 404, $service->status('/events/1'));
    same('a query is no part of the path', 200, $service->status('/healthz?x=/events'));
    foreach (['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'] as $method) {
        $answer = $service->ask($method, '/events');
        same("405 $method /events", [405, 'POST'], [$answer['status'], $answer['headers']['allow'] ?? null]);
    }
    $answer = $service->ask('POST', '/stats', '{}', $json);
    same('405 POST /stats', [405, 'GET, HEAD'], [$answer['status'], $answer['headers']['allow'] ?? null]);

    $answer = $service->post($event('a'));
    same('202 one', [202, '{"accepted":1}'], [$answer['status'], $answer['body']]);
    same('answers are JSON', 'application/json', $answer['headers']['content-type'] ?? null);
    $many = implode(',', array_map(static fn (int $n): string => $event("m$n"), range(1, 1000)));
    same('202 thousand', '{"accepted":1000}', $service->post("[$many]")['body']);
    same('413 over a thousand', 413, $service->post("[$many,{$event('m')}]")['status']);
    same('422 empty array', 422, $service->post('[]')['status']);
    $answer = $service->post("[{$event('b')},{$event('c', '"x"')},{$event('d', '61')}]");
    same('422 errors', [422, ['errors' => [
        ['index' => 1, 'path' => 'payload.celsius', 'rule' => 'type', 'message' => 'must be a number, is a string'],
        ['index' => 2, 'path' => 'payload.celsius', 'rule' => 'max', 'message' => 'must be at most 60'],
    ]]], [$answer['status'], json_decode($answer['body'], true)]);
    same('422 scalar', 422, $service->post('5')['status']);
    same('400 no JSON', 400, $service->post('{"id":')['status']);
    same('400 nothing', 400, $service->post('')['status']);
    same('415 other type', 415, $service->ask('POST', '/events', $event('e'), ['Content-Type' => 'text/json'])['status']);
    same('415 form', 415, $service->ask('POST', '/events', 'a=1', ['Content-Type' => 'application/x-www-form-urlencoded'])['status']);
    same('415 no type', 415, $service->ask('POST', '/events', $event('e'))['status']);
    same('415 encoded', 415, $service->ask('POST', '/events', $event('e'), $json + ['Content-Encoding' => 'gzip'])['status']);
    foreach (['application/vnd.acme+json', 'Application/JSON;charset=utf-8', 'application/json ; q=1'] as $type) {
        same("202 $type", 202, $service->ask('POST', '/events', $event('f'), ['Content-Type' => $type])['status']);
    }
    same('413 body', 413, $service->ask('POST', '/events', str_repeat(' ', (2 << 20) + 1), $json)['status'] ?? null);
    same('413 event', 413, $service->post($event('g', '1,"x":"' . str_repeat('y', 1_000_000) . '"'))['status']);
    same('202 just under 2 MiB', 202, $service->post('[' . $event('h') . str_repeat(' ', (2 << 20) - 200) . ']')['status']);

    // A worker that began late may not be in there yet.
    eventually('stats: workers', static fn (): bool => count($service->json('/stats')['workers'] ?? []) === 2);
    $stats = $service->json('/stats');
    same('stats: accepted, delivered, failed', [1005, 1005, 0], [$stats['accepted'], $stats['delivered'], $stats['failed']]);
    same('stats: rejected', true, $stats['rejected'] >= 1001);
    same('stats: rules', ['2026-11-02', true], [$stats['rules_version'], $stats['rules_age_s'] >= 0 && $stats['rules_age_s'] < 60]);
    foreach ($stats['workers'] as $worker) {
        same('stats: a worker', [true, true, true], [$worker['pid'] > 1, $worker['requests'] >= 0, $worker['rss_kib'] > 1000]);
    }

    $before = array_column($stats['workers'], 'pid');
    $service->signal(10); // SIGUSR1
    eventually('a reload replaces every worker', static fn (): bool
        => array_intersect($before, array_column($service->json('/stats')['workers'] ?? [['pid' => $before[0]]], 'pid')) === []);
    same('stats: sums outlive workers', 1005, $service->json('/stats')['accepted']);
    same('202 after the reload', 202, $service->post($event('i'))['status']);

    $log = $service->log();
    same('prints the address', true, str_contains($log, "http://127.0.0.1:$service->port"));
    same('prints a curl line', true, str_contains($log, 'curl -i'));
    same('warns that the cluster keeps nothing', true, str_contains($log, 'It keeps nothing'));
    same('ends with 0', 0, $service->end());
};
